package org.quakecore.cssync.inventory;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.InputText;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;

/**
 * How a version is laid out: as its own {@code _manifest/layout.yaml} says, which an upload leaves
 * there; else as the user says; else as the names of its files tell, of the layouts that are known.
 * A version without files is the specification's.
 *
 * @param given by the user
 */
public record VersionLayout(Optional<SyncPatterns> given) {
  /** In the folder of the manifests. */
  public static final String FILE = "layout.yaml";

  /** To be found out. */
  public static VersionLayout unknown() {
    return new VersionLayout(Optional.empty());
  }

  /**
   * The layout of a version.
   *
   * @param files all below the version's folder
   * @param place for what has to be fetched
   * @throws SyncException of kind USAGE when the version says another than the user, of kind
   *     BAD_INPUT when nothing tells how its files are to be read
   */
  public ArchiveLayout of(
      Remote remote, CsVersion version, List<StoredFile> files, TemporaryPlace place)
      throws SyncException {
    Optional<ArchiveLayout> own = own(remote, version, files, place);
    return own.isPresent() ? agreed(remote, version, own.get()) : guessed(remote, version, files);
  }

  private ArchiveLayout agreed(Remote remote, CsVersion version, ArchiveLayout own)
      throws SyncException {
    if (given.isPresent() && !own.namesAlike(given.get().layout())) {
      throw new SyncException(
          Kind.USAGE,
          remote.address(path(version))
              + ": the version is laid out otherwise than --config says; for commands that read it"
              + " leave out --config, and to add to it take that file");
    }
    return own;
  }

  private ArchiveLayout guessed(Remote remote, CsVersion version, List<StoredFile> files)
      throws SyncException {
    if (given.isPresent()) {
      return given.get().layout();
    }
    boolean anyCase = remote.traits().caseInsensitive();
    return told(files, layout -> archives(layout, files, anyCase))
        .orElseThrow(
            () ->
                new SyncException(
                    Kind.BAD_INPUT,
                    remote.address(version.name())
                        + ": its files are named by no layout that is known; say which it is with"
                        + " --config"));
  }

  /**
   * Demands that what is there is laid out as the user says, for it is to be added to.
   *
   * @return whether the version does not say it, and should
   * @throws SyncException of kind USAGE when it is laid out otherwise
   */
  public boolean isToBeLeft(
      Remote remote, CsVersion version, List<StoredFile> files, TemporaryPlace place)
      throws SyncException {
    Optional<ArchiveLayout> own = own(remote, version, files, place);
    if (own.isPresent()) {
      agreed(remote, version, own.get());
      return false;
    }
    ArchiveLayout ours = given.orElseThrow().layout();
    boolean anyCase = remote.traits().caseInsensitive();
    Optional<ArchiveLayout> there = told(files, layout -> archives(layout, files, anyCase));
    boolean otherwise =
        there.isPresent()
            && archives(there.get(), files, anyCase) > 0
            && archives(ours, files, anyCase) == 0;
    if (otherwise) {
      throw new SyncException(
          Kind.USAGE,
          remote.address(version.name())
              + ": the names of its files are of another layout, with "
              + there.get()
              + "; give its patterns with --config, or another version with --cs_ver");
    }
    return !ours.equals(ArchiveLayout.STANDARD);
  }

  /** The layout of tars that were downloaded, by their names, in the folders of faults. */
  public ArchiveLayout ofTars(List<StoredFile> tars) throws SyncException {
    return given.isPresent()
        ? given.get().layout()
        : told(List.of(), layout -> tars.stream().filter(tar -> isTar(layout, tar)).count())
            .orElse(ArchiveLayout.STANDARD);
  }

  private static boolean isTar(ArchiveLayout layout, StoredFile tar) {
    return Fault.of(tar.path().substring(0, tar.path().indexOf('/')))
        .filter(
            fault ->
                layout.choices().stream()
                    .anyMatch(type -> PartName.parse(fault, type, tar.name(), false).isPresent()))
        .isPresent();
  }

  /** What the version itself says. */
  private static Optional<ArchiveLayout> own(
      Remote remote, CsVersion version, List<StoredFile> files, TemporaryPlace place)
      throws SyncException {
    Optional<StoredFile> file =
        files.stream().filter(each -> each.path().equals(Manifest.FOLDER + "/" + FILE)).findFirst();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    long bytes = file.get().size();
    Transfer transfer = new Transfer(List.of(), false, Optional.empty(), told -> {}, bytes);
    return Optional.of(
        place.use(
            "layout",
            bytes,
            scratch -> {
              remote.fetch(version + "/" + Manifest.FOLDER, scratch, List.of(FILE), transfer);
              String text = InputText.read(scratch.resolve(FILE));
              return SyncPatterns.parse(text, remote.address(path(version))).layout();
            }));
  }

  private static String path(CsVersion version) {
    return version + "/" + Manifest.FOLDER + "/" + FILE;
  }

  /** That of which there is most; of those that come out even, the first. */
  private static Optional<ArchiveLayout> told(
      List<StoredFile> files, ToLongFunction<ArchiveLayout> count) throws SyncException {
    ArchiveLayout best = ArchiveLayout.STANDARD;
    long most = 0;
    for (ArchiveLayout layout : SyncPatterns.knownLayouts()) {
      long found = count.applyAsLong(layout);
      if (found > most) {
        best = layout;
        most = found;
      }
    }
    return most == 0 && files.stream().anyMatch(VersionLayout::mayBeAnArchive)
        ? Optional.empty()
        : Optional.of(best);
  }

  private static boolean mayBeAnArchive(StoredFile file) {
    return file.path().contains("/")
        && !file.path().startsWith("_")
        && file.name().endsWith(".tar");
  }

  private static long archives(ArchiveLayout layout, List<StoredFile> files, boolean anyCase) {
    RemoteSets sets = new RemoteSets(files, layout, anyCase);
    return files.stream()
        .map(StoredFile::path)
        .filter(path -> sets.faultOf(path).flatMap(fault -> sets.typeAt(fault, path)).isPresent())
        .count();
  }
}
