package org.quakecore.cssync.upload.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.archive.RawTar;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.Adopted;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.transfer.Shard;

class AdoptTest {
  private static final String IM = "v20p5/Hope/Hope_IM.tar";
  private static final String TABLE = "v20p5/Hope/MANIFEST.tsv";

  private FakeRemote remote = new FakeRemote();
  private Said said = new Said();
  private byte[] im;

  @BeforeEach
  void archive() {
    im = new RawTar().file("Hope_REL01.csv", "one").file("Hope_REL02.csv", "second").finished();
    remote.put(IM, im);
  }

  private boolean adopt(boolean read) throws SyncException {
    return adopt(remote, read, false);
  }

  private boolean adopt(Remote from, boolean read, boolean dryRun) throws SyncException {
    said = new Said();
    Options options =
        new Options(
            new CsVersion("v20p5"),
            new TypeChoice(List.of(), true),
            VersionLayout.unknown(),
            new Options.Faults(new TreeSet<>(), new TreeSet<>(), Shard.ALL),
            read,
            dryRun);
    return new Adopt(options, from, said).run().complete();
  }

  private Manifest manifest(String set) throws SyncException {
    String name = set + ".json";
    return Manifest.parse(
        new String(remote.bytes("v20p5/_manifest/" + name).orElseThrow(), UTF_8), name);
  }

  private boolean hasManifest(String set) {
    return remote.bytes("v20p5/_manifest/" + set + ".json").isPresent();
  }

  private static String sha256(String content) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
  }

  private static String line(String member, String content) throws Exception {
    return String.join(
            "\t",
            "Hope_IM.tar",
            "3072",
            "f".repeat(64),
            member,
            String.valueOf(content.length()),
            sha256(content),
            "Runs/Hope/" + member,
            "2026-04-01")
        + "\n";
  }

  private static String table() throws Exception {
    return "tar\ttar_bytes\ttar_sha256\tmember\tmember_bytes\tmember_sha256\tsource\tmtime\n"
        + line("Hope_REL01.csv", "one")
        + line("Hope_REL02.csv", "second");
  }

  @Test
  void aSetWithoutSourcesGetsItsManifestFromTheHeadersAndTheListing() throws Exception {
    remote.put("v20p5/Hope/Hope_REL01_BB.bin", "sample");

    assertTrue(adopt(false), said.text());

    Manifest manifest = manifest("Hope_IM");
    assertEquals(Adopted.HEADERS, manifest.adopted());
    assertFalse(manifest.knowsContent());
    assertEquals(FakeRemote.hash(im), manifest.parts().get(0).contentHash());
    assertEquals(
        List.of(
            new MemberEntry("Hope_REL01.csv", 3, 1_700_000_000L, null, "Hope_IM.tar", 512, null),
            new MemberEntry("Hope_REL02.csv", 6, 1_700_000_000L, null, "Hope_IM.tar", 1536, null)),
        manifest.members());
    assertEquals(6, manifest("Hope_SAMPLE_BB").members().get(0).size());
    assertTrue(said.hasLine(" adopted  Hope IM: 2 members in 1 file", "SHA-256 unknown"));
    assertTrue(said.hasLine("   2 adopted, 0 skipped, 0 refused, 0 failed"), said.text());
  }

  @Test
  void whereHashesAreNotFreeNoneIsKnownUntilAllIsRead() throws Exception {
    remote = new FakeRemote(false, false);
    archive();

    assertTrue(adopt(false), said.text());
    assertNull(manifest("Hope_IM").parts().get(0).contentHash());

    assertTrue(adopt(true), said.text());
    assertEquals(FakeRemote.hash(im), manifest("Hope_IM").parts().get(0).contentHash());
  }

  @Test
  void aReadingCompletesWhatHeadersLeftOpenAndNothingElse() throws Exception {
    assertTrue(adopt(false));
    assertTrue(adopt(false));
    assertTrue(said.hasLine(" skipped  Hope IM: it has its manifest"), said.text());

    assertTrue(adopt(true), said.text());

    Manifest read = manifest("Hope_IM");
    assertEquals(Adopted.READ, read.adopted());
    assertEquals(sha256("second"), read.members().get(1).sha256());
    byte[] before = remote.bytes("v20p5/_manifest/Hope_IM.json").orElseThrow();
    assertTrue(adopt(true));
    assertTrue(said.hasLine("Nothing to do"), said.text());
    assertEquals(0, Arrays.compare(before, remote.bytes("v20p5/_manifest/Hope_IM.json").get()));
  }

  @Test
  void aManifestThatCannotBeUsedIsNotOverwritten() throws Exception {
    remote.put("v20p5/_manifest/Hope_IM.json", "{");

    assertFalse(adopt(true));

    assertTrue(said.hasLine(" refused  Hope IM:", "never overwritten"), said.text());
    assertEquals("{", new String(remote.bytes("v20p5/_manifest/Hope_IM.json").get(), UTF_8));
  }

  @Test
  void aBrokenTarIsToldAndTheOthersGoOn() throws Exception {
    byte[] broken = im.clone();
    broken[1024] ^= 1;
    remote.put("v20p5/Mono/Mono_IM.tar", broken);
    remote.put("v20p5/Mono/Mono_BB.tar", Arrays.copyOf(im, 2048));

    assertFalse(adopt(false));

    assertTrue(said.hasLine(" failed   Mono IM: Mono_IM.tar is broken: the checksum"), said.text());
    assertTrue(said.hasLine(" failed   Mono BB: Mono_BB.tar is broken: it ends"), said.text());
    assertTrue(said.hasLine("   1 adopted, 0 skipped, 0 refused, 2 failed"), said.text());
    assertFalse(hasManifest("Mono_IM"));
    assertTrue(hasManifest("Hope_IM"));
  }

  @Test
  void oneWrongReadIsNoVerdict() throws Exception {
    FaultyRemote wrongOnce = new FaultyRemote(remote).changeRead(IM, 1030);
    assertTrue(adopt(wrongOnce, false, false), said.text());
    assertTrue(said.warnings().toString().contains("one read is no verdict"), said::text);
    assertEquals(2, manifest("Hope_IM").members().size());

    assertTrue(adopt(new FaultyRemote(remote).changeRead(IM, 515), true, false), said.text());
    assertEquals(sha256("one"), manifest("Hope_IM").members().get(0).sha256());
  }

  @Test
  void aReadThatBreaksOffIsNoVerdictEither() throws Exception {
    assertTrue(adopt(new FaultyRemote(remote).breakRead(IM, 1500), true, false), said.text());
    assertEquals(sha256("second"), manifest("Hope_IM").members().get(1).sha256());
  }

  @Test
  void partsThatAreMissingAreNamed() throws Exception {
    remote.put("v20p5/Mono/Mono_BB_0.tar", im);

    assertFalse(adopt(false));

    assertTrue(said.hasLine(" refused  Mono BB: missing there", "<number>f.tar"), said.text());
  }

  @Test
  void theTableBesideATarIsTakenAndSaidToBe() throws Exception {
    remote.put(TABLE, table());

    assertTrue(adopt(false), said.text());

    Manifest manifest = manifest("Hope_IM");
    assertEquals(Adopted.TABLE, manifest.adopted());
    assertFalse(manifest.knowsContent());
    assertEquals(sha256("one"), manifest.members().get(0).sha256());
    assertEquals("Runs/Hope/Hope_REL01.csv", manifest.members().get(0).source());
    assertTrue(said.hasLine(" adopted  Hope IM:", "as MANIFEST.tsv has them, not compared"));

    assertTrue(adopt(true), said.text());
    assertEquals(Adopted.READ, manifest("Hope_IM").adopted());
    assertEquals("Runs/Hope/Hope_REL02.csv", manifest("Hope_IM").members().get(1).source());
  }

  @Test
  void aTableThatTheTarContradictsIsNotUsed() throws Exception {
    remote.put(TABLE, table().replace("\t6\t", "\t7\t"));

    assertTrue(adopt(false), said.text());

    assertEquals(Adopted.HEADERS, manifest("Hope_IM").adopted());
    assertTrue(
        said.warnings().toString().contains("\"Hope_REL02.csv\" 7 bytes, the tar 6"), said::text);
    remote.put(TABLE, "tar\ttar_bytes\nHope_IM.tar\tmany");
    assertTrue(adopt(true), said.text());
    assertTrue(said.warnings().toString().contains("line 2 is not a tar"), said::text);
  }

  @Test
  void contentThatIsNotTheTablesIsToldWhenItIsRead() throws Exception {
    remote.put(TABLE, table().replace(sha256("second"), sha256("other")));

    assertFalse(adopt(true));

    assertTrue(said.hasLine(" failed   Hope IM: \"Hope_REL02.csv\"", "MANIFEST.tsv says"));
    assertFalse(hasManifest("Hope_IM"));
  }

  @Test
  void whatAnUploadIsChangingIsLeftToIt() throws Exception {
    remote.put("v20p5/_lock/Hope.0123456789ab", "host".getBytes(UTF_8), Instant.now());

    assertFalse(adopt(false));

    assertTrue(said.hasLine(" refused  Hope IM: another upload is changing"), said.text());
    assertFalse(hasManifest("Hope_IM"));
  }

  @Test
  void aDryRunOnlySaysWhatItWouldDo() throws Exception {
    List<String> before = remote.paths();

    assertTrue(adopt(remote, true, true), said.text());

    assertTrue(said.hasLine(" to adopt Hope IM: 1 file"), said.text());
    assertEquals(before, remote.paths());
  }

  @Test
  void aVersionThatIsNotThereIsToldWithThoseThatAre() {
    remote = new FakeRemote();
    remote.put("v1/Hope/Hope_IM.tar", im);
    Optional<SyncException> refused = Optional.empty();
    try {
      adopt(false);
    } catch (SyncException failure) {
      refused = Optional.of(failure);
    }
    assertEquals(SyncException.Kind.BAD_INPUT, refused.orElseThrow().kind());
    assertTrue(refused.get().getMessage().contains("there are v1"), refused.get()::getMessage);
  }
}
