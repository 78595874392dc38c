package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.quakecore.cssync.testing.dropbox.Effect.Corrupt;
import org.quakecore.cssync.testing.dropbox.Effect.LoseCommit;
import org.quakecore.cssync.testing.dropbox.Effect.RefuseCommit;

/** The one place where an upload becomes a file, and where that goes wrong. */
final class Commits {
  private final Tree tree;
  private final Troubles troubles;

  Commits(Tree tree, Troubles troubles) {
    this.tree = tree;
    this.troubles = troubles;
  }

  /** Makes an upload a file, as the commit's JSON says; a refused one can be tried again. */
  JsonObject commit(Endpoint by, JsonObject commit, UploadSession upload)
      throws Refusal, IOException {
    String path = DropboxPath.lookedUp(commit.get("path").getAsString());
    List<Effect> effects = troubles.ofCommit(by, path);
    for (Effect effect : effects) {
      if (effect instanceof RefuseCommit refuse) {
        throw new Refusal(refuse.tag());
      }
    }
    String hash = upload.contentHash();
    WriteMode mode = WriteMode.of(commit);
    tree.check(path, mode, hash, upload.size());
    Instant modified = clientModified(commit);
    if (effects.stream().anyMatch(LoseCommit.class::isInstance)) {
      Files.delete(upload.file);
      return tree.pretend(path, upload.size(), modified, hash);
    }
    for (Effect effect : effects) {
      if (effect instanceof Corrupt corrupt && upload.size() > 0) {
        flipOneByte(upload.file, upload.size() / 2);
        hash = corrupt.hashOfStored() ? UploadSession.hashOf(upload.file).hex() : hash;
      }
    }
    return tree.commit(path, mode, upload.file, modified, hash);
  }

  private static Instant clientModified(JsonObject commit) {
    return commit.has("client_modified")
        ? Instant.parse(commit.get("client_modified").getAsString())
        : Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static void flipOneByte(Path file, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) ~one.get(0)).rewind();
      channel.write(one, position);
    }
  }
}
