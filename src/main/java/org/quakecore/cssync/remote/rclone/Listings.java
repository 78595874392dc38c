package org.quakecore.cssync.remote.rclone;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.PlainPath;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.Listing;

/** Lists what a remote has. A failure never reads as an empty folder. */
final class Listings {
  private static final int OK = 0;
  private static final int FOLDER_NOT_FOUND = 3;
  private static final int TRIES = 3;

  private final Rclone remote;
  private final Program program;
  private final TemporaryPlace place;

  /** Folders in which files were found; these do not turn out never to have been there. */
  private final Set<String> found = ConcurrentHashMap.newKeySet();

  Listings(Rclone remote, Program program, TemporaryPlace place) {
    this.remote = remote;
    this.program = program;
    this.place = place;
  }

  /** Tells whether a folder exists. */
  private interface Existence {
    boolean isKnown() throws SyncException;
  }

  /** As {@link Remote#list}. Whether there is such a folder is asked at the same time, at first. */
  Optional<List<StoredFile>> list(String folder, boolean withHash, LongConsumer told)
      throws SyncException {
    List<String> question = files(folder, withHash, Optional.empty());
    if (found.contains(folder)) {
      return filesOf(folder, question, told, () -> isListed(folder));
    }
    Meanwhile<Boolean> existing = Meanwhile.ask(() -> isListed(folder));
    try {
      return filesOf(folder, question, told, existing::answer);
    } finally {
      existing.forget();
    }
  }

  /** As {@link Remote#look}, of some files at least. */
  List<StoredFile> look(String folder, List<String> paths, boolean withHash) throws SyncException {
    try (NameList list = new NameList(place, paths)) {
      return lookedAt(folder, list, withHash);
    }
  }

  private List<StoredFile> lookedAt(String folder, NameList names, boolean withHash)
      throws SyncException {
    List<String> question = files(folder, withHash, Optional.of(names));
    return filesOf(folder, question, listed -> {}, () -> isListed(folder)).orElse(List.of());
  }

  private List<String> files(String folder, boolean withHash, Optional<NameList> names)
      throws SyncException {
    boolean hashed = withHash && remote.traits().dropboxHash();
    List<String> arguments = new ArrayList<>(Arguments.listing(hashed));
    names.ifPresent(list -> arguments.addAll(list.arguments()));
    arguments.addAll(List.of("--", remote.address(folder)));
    return arguments;
  }

  /** As {@link Remote#folders}. */
  Optional<List<String>> folders(String folder) throws SyncException {
    Answer<List<String>> answer =
        program.ask(
            Arguments.folders(remote.address(folder)), Listing::folders, Listings::isFolderOrNone);
    return answer.exitCode() == OK ? answer.output() : Optional.empty();
  }

  private static boolean isFolderOrNone(int exitCode) {
    return exitCode == OK || exitCode == FOLDER_NOT_FOUND;
  }

  /**
   * Lists a folder, or nothing where there is none. That a sub-folder went away while it was listed
   * gives the same exit code, and must not read as an empty remote; nor must a folder that another
   * thread's first file has made since. So where the folder is found after all, it is listed again.
   *
   * @param first says whether there is such a folder, the first time it matters
   */
  private Optional<List<StoredFile>> filesOf(
      String folder, List<String> question, LongConsumer told, Existence first)
      throws SyncException {
    Existence existence = first;
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Answer<List<StoredFile>> answer =
          program.ask(question, in -> Listing.files(in, told), Listings::isFolderOrNone);
      if (answer.exitCode() == OK) {
        answer.output().filter(files -> !files.isEmpty()).ifPresent(files -> found.add(folder));
        return answer.output();
      }
      if (!existence.isKnown()) {
        return Optional.empty();
      }
      existence = () -> isListed(folder);
    }
    throw new SyncException(
        Kind.REMOTE,
        remote.address(folder)
            + ": something in it was deleted while it was listed; run the same command again");
  }

  /** Whether a folder stands in the listing of the one above it, which says more than a failure. */
  private boolean isListed(String folder) throws SyncException {
    if (folder.isEmpty()) {
      return folders("").isPresent();
    }
    String name = PlainPath.name(folder);
    List<String> listed = folders(PlainPath.folder(folder)).orElse(List.of());
    return listed.contains(name)
        || (listed.stream().anyMatch(name::equalsIgnoreCase) && remote.traits().caseInsensitive());
  }
}
