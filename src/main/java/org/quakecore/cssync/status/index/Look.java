package org.quakecore.cssync.status.index;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.Versions;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.status.EachSet;
import org.quakecore.cssync.status.EachSet.Kept;
import org.quakecore.cssync.status.EachSet.Wanted;
import org.quakecore.cssync.status.Headway;
import org.quakecore.cssync.status.JudgedSet;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * Looks at every version below the remote's folder, or at one: a listing and the manifests of each,
 * several versions at the same time. There is nothing that could grow old: it is looked at anew
 * every time, and manifests that have not changed lie here already.
 */
public final class Look {
  /** A listing in several folders at once is as many times faster, to about eight. */
  private static final int AT_ONCE = 4;

  private final Remote remote;
  private final Wanted wanted;
  private final Optional<CsVersion> only;
  private final Progress progress;

  /**
   * @param only the one version that is looked at; empty for all
   */
  public Look(Remote remote, Wanted wanted, Optional<CsVersion> only, Progress progress) {
    this.remote = remote;
    this.wanted = wanted;
    this.only = only;
    this.progress = progress;
  }

  /** Takes what was found out of a version. */
  @FunctionalInterface
  interface Visitor {
    void visit(ArchivedVersion version) throws SyncException;
  }

  String place() {
    return remote.address(only.map(CsVersion::name).orElse(""));
  }

  /**
   * Looks at one after the other, in the order of their names.
   *
   * @param members which members of a set are to be kept
   * @throws SyncException BAD_INPUT when there is no such folder or version
   */
  void each(Function<JudgedSet, List<MemberEntry>> members, Visitor visitor) throws SyncException {
    List<String> names = only.isPresent() ? List.of(only.get().name()) : folders();
    progress.expect(Work.VERSION, names.size(), 0);
    Deque<Meanwhile<Optional<ArchivedVersion>>> asked = new ArrayDeque<>();
    Iterator<String> next = names.iterator();
    try {
      while (next.hasNext() || !asked.isEmpty()) {
        while (next.hasNext() && asked.size() < AT_ONCE) {
          String name = next.next();
          asked.add(Meanwhile.ask(() -> look(name, members)));
        }
        Optional<ArchivedVersion> seen = asked.remove().answer();
        if (seen.isPresent()) {
          visitor.visit(seen.get());
        } else if (only.isPresent()) {
          throw Versions.unknown(remote, only.get());
        }
      }
    } finally {
      asked.forEach(Meanwhile::forget);
    }
  }

  private List<String> folders() throws SyncException {
    return remote
        .folders("")
        .orElseThrow(
            () ->
                new SyncException(
                    Kind.BAD_INPUT,
                    remote.address("") + ": there is no such folder; check --remote"));
  }

  private Optional<ArchivedVersion> look(
      String name, Function<JudgedSet, List<MemberEntry>> members) throws SyncException {
    Item item = new Item(Work.VERSION, name, name, 0);
    Headway headway = new Headway(progress, name);
    Optional<List<StoredFile>> files = headway.list(remote);
    Optional<ArchivedVersion> seen =
        files.isEmpty()
            ? Optional.empty()
            : Optional.of(judged(name, files.get(), headway, members));
    progress.done(item);
    return seen;
  }

  private ArchivedVersion judged(
      String name,
      List<StoredFile> files,
      Headway headway,
      Function<JudgedSet, List<MemberEntry>> members)
      throws SyncException {
    Optional<CsVersion> version = version(name);
    if (version.isEmpty()) {
      return new ArchivedVersion(name, List.of(), others(name, files), "");
    }
    try {
      Kept<ArchivedSet> kept =
          new EachSet(remote, wanted)
              .of(
                  version.get(),
                  files,
                  headway,
                  set -> ArchivedSet.of(version.get(), set, members.apply(set)));
      return new ArchivedVersion(name, kept.sets(), others(name, kept.others()), "");
    } catch (SyncException failure) {
      boolean ofVersion =
          failure.kind() == Kind.DATA
              || failure.kind() == Kind.BAD_INPUT
              || failure.kind() == Kind.USAGE;
      if (!ofVersion || only.isPresent()) {
        throw failure;
      }
      return new ArchivedVersion(name, List.of(), others(name, files), failure.getMessage());
    }
  }

  private static List<ArchivedFile> others(String name, List<StoredFile> files) {
    return files.stream().map(file -> ArchivedFile.of(file, name)).toList();
  }

  /** Folders that are kept aside have no version's name. */
  private static Optional<CsVersion> version(String name) {
    try {
      return Optional.of(new CsVersion(name));
    } catch (IllegalArgumentException keptAside) {
      return Optional.empty();
    }
  }
}
