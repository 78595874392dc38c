package org.quakecore.cssync.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.Adopted;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;

/** Takes from manifests on a remote what nobody knows who has read headers alone. */
public final class AdoptedManifest {
  private AdoptedManifest() {}

  /** Replaces the manifest of this path by one that headers would have given. */
  public static void put(FakeRemote remote, String path) throws SyncException {
    Manifest known = Manifest.parse(new String(remote.bytes(path).orElseThrow(), UTF_8), path);
    Manifest adopted =
        new Manifest(
            Manifest.ADOPTED_FORMAT,
            known.version(),
            known.fault(),
            known.type(),
            known.tool(),
            Adopted.HEADERS,
            known.parts(),
            known.members().stream()
                .map(
                    each ->
                        new MemberEntry(
                            each.name(),
                            each.size(),
                            each.mtime(),
                            null,
                            each.part(),
                            each.offset(),
                            null))
                .toList());
    remote.put(path, adopted.toJson());
  }
}
