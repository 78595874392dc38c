package org.quakecore.cssync.download.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;

/** Holds manifests against what is on the remote, and against what came out of a tar. */
public final class ManifestCheck {
  private ManifestCheck() {}

  /**
   * Fetches manifests.
   *
   * @param needed those of the sets that are worked on
   * @param remarks gets a line when they cannot be had
   * @throws SyncException of a kind that stops the run
   */
  public static Manifests fetch(
      Remote remote, Options options, List<StoredFile> needed, List<String> remarks)
      throws SyncException {
    if (needed.isEmpty()) {
      return Manifests.none();
    }
    try {
      return Manifests.fetch(remote, options.version(), needed, options.temporary());
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      remarks.add("the manifests could not be fetched, and are not used: " + e.getMessage());
      return Manifests.none();
    }
  }

  /**
   * Gives each set its manifest, and its files the hashes that stand in it where the remote gave
   * none. A set that its manifest contradicts, or whose manifest cannot be used, gets a problem
   * instead: nobody can tell which of the two is right.
   */
  public static SetListing applied(SetListing listing, Manifests manifests) {
    return listing.map(
        set -> {
          Optional<String> unusable = manifests.problem(set.fault(), set.type());
          if (set.problem().isPresent()) {
            return set;
          }
          return unusable.isPresent()
              ? damaged(set, unusable.get())
              : manifests
                  .of(set.fault(), set.type())
                  .map(each -> applied(set, each.spelledLike(names(set))))
                  .orElse(set);
        });
  }

  private static List<String> names(ArchivedSet set) {
    return set.files().stream().map(ArchivedFile::name).toList();
  }

  private static ArchivedSet damaged(ArchivedSet set, String how) {
    return set.withProblem(
        "DAMAGED: "
            + how
            + "; none of it is extracted; have the set uploaded again, or, if its tars are right,"
            + " have its manifest made anew (upload --manifest_only)");
  }

  private static ArchivedSet applied(ArchivedSet set, Manifest manifest) {
    Optional<String> disagreement =
        manifest.disagreement(set.files().stream().map(ArchivedFile::stored).toList());
    if (disagreement.isPresent()) {
      return damaged(set, disagreement.get());
    }
    List<ArchivedFile> files = new ArrayList<>();
    for (ArchivedFile file : set.files()) {
      files.add(
          file.withHash(
              file.hash()
                  .or(() -> manifest.part(file.name()).map(Manifest.PartEntry::contentHash))));
    }
    return set.withFiles(files).withManifest(manifest);
  }

  /** Where what came out of a tar differs from its manifest, if it does. */
  public static Optional<String> difference(
      Manifest manifest, ArchivedFile file, PackedPart packed) {
    Map<String, Manifest.MemberEntry> expected = new HashMap<>();
    manifest.membersOf(file.name()).forEach(member -> expected.put(member.name(), member));
    Set<String> found = new HashSet<>();
    for (PackedMember member : packed.members()) {
      Manifest.MemberEntry entry = expected.get(member.name());
      if (entry == null) {
        return Optional.of("holds \"" + member.name() + "\", which its manifest does not list");
      }
      if (entry.size() != member.size()
          || (entry.sha256() != null && !entry.sha256().equals(member.sha256()))
          || entry.offset() != member.offset()) {
        return Optional.of("\"" + member.name() + "\" is not what its manifest says");
      }
      found.add(member.name());
    }
    return expected.keySet().stream()
        .filter(name -> !found.contains(name))
        .sorted()
        .findFirst()
        .map(name -> "lacks \"" + name + "\", which its manifest lists");
  }
}
