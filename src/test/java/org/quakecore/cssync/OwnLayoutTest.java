package org.quakecore.cssync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.testing.RunFolder.fault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.download.DownloadScene;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.status.StatusScene;
import org.quakecore.cssync.testing.BbBin;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.upload.UploadScene;

/** An archive that is laid out as the patterns file says, from preprocess to download. */
class OwnLayoutTest {
  private static final String PATTERNS =
      """
      BB:
        where: "Runs/{fault_name}"
        pattern: "*/BB/Acc/BB.bin"
        archive: "{type}/{fault}/{event}_{type}.tar"
        member: "{event}_{file}"
        optional: true
      IM:
        where: "Runs/{fault_name}"
        pattern: "*/IM_calc/{fault_name}*.csv"
        archive: "{type}/{fault}/{event}_{type}.tar"
        optional: true
      Sources:
        where: "Data/Sources/{fault_name}"
        pattern: ["Srf/{fault_name}*.csv", "Sim_params/{fault_name}*.yaml"]
        archive: "{type}/{fault}_{type}.tar"
      VMs:
        where: "Data/VMs/{fault_name}"
        pattern: "vm_params.yaml"
        archive: "{type}/params/{fault}_vm_params.yaml"
      """;

  private final FakeRemote remote = new FakeRemote();
  @TempDir private Path folder;
  private UploadScene scene;

  @BeforeEach
  void lackOneStage() throws Exception {
    scene = new UploadScene(folder, remote);
    scene.run.add(fault("Hope", 2).withMedian()).add(fault("HopeCW", 3));
    scene.run.delete("Runs/HopeCW/HopeCW_REL03/BB/Acc/BB.bin");
    use(PATTERNS);
  }

  private void use(String patterns) throws Exception {
    Path file = Files.writeString(folder.resolve("patterns.yaml"), patterns);
    scene.config = Optional.of(file);
    scene.patterns = SyncPatterns.read(file);
    scene.types = Set.copyOf(scene.patterns.layout().choices());
  }

  private void archive() throws Exception {
    assertTrue(scene.preprocess().complete());
    assertTrue(scene.upload().complete(), scene.said.text());
  }

  private StatusScene status() throws Exception {
    StatusScene status = new StatusScene(folder.resolve("status"), remote);
    status.status();
    return status;
  }

  @Test
  void eachEventIsArchivedApartAndTheVersionSaysHowItIsLaidOut() throws Exception {
    archive();

    assertEquals(
        List.of(
            "v22p12/BB/Hope/Hope_BB.tar",
            "v22p12/BB/Hope/Hope_REL01_BB.tar",
            "v22p12/BB/Hope/Hope_REL02_BB.tar",
            "v22p12/BB/Hope/MANIFEST.tsv",
            "v22p12/BB/Hope/README.md",
            "v22p12/BB/HopeCW/HopeCW_REL01_BB.tar",
            "v22p12/BB/HopeCW/HopeCW_REL02_BB.tar",
            "v22p12/BB/HopeCW/MANIFEST.tsv",
            "v22p12/BB/HopeCW/README.md",
            "v22p12/IM/Hope/Hope_IM.tar",
            "v22p12/IM/Hope/Hope_REL01_IM.tar",
            "v22p12/IM/Hope/Hope_REL02_IM.tar",
            "v22p12/IM/Hope/MANIFEST.tsv",
            "v22p12/IM/Hope/README.md",
            "v22p12/IM/HopeCW/HopeCW_REL01_IM.tar",
            "v22p12/IM/HopeCW/HopeCW_REL02_IM.tar",
            "v22p12/IM/HopeCW/HopeCW_REL03_IM.tar",
            "v22p12/IM/HopeCW/MANIFEST.tsv",
            "v22p12/IM/HopeCW/README.md",
            "v22p12/Sources/HopeCW_Sources.tar",
            "v22p12/Sources/Hope_Sources.tar",
            "v22p12/VMs/params/HopeCW_vm_params.yaml",
            "v22p12/VMs/params/Hope_vm_params.yaml",
            "v22p12/_manifest/HopeCW_BB.json",
            "v22p12/_manifest/HopeCW_IM.json",
            "v22p12/_manifest/HopeCW_Sources.json",
            "v22p12/_manifest/HopeCW_VMs.json",
            "v22p12/_manifest/Hope_BB.json",
            "v22p12/_manifest/Hope_IM.json",
            "v22p12/_manifest/Hope_Sources.json",
            "v22p12/_manifest/Hope_VMs.json",
            "v22p12/_manifest/layout.yaml",
            "v22p12/list.txt",
            "v22p12/stocktake.csv"),
        remote.paths());
    String layout = new String(remote.bytes("v22p12/_manifest/layout.yaml").orElseThrow(), UTF_8);
    assertEquals(scene.patterns, SyncPatterns.parse(layout, "layout.yaml"));
    remote.resetCounts();
    assertTrue(scene.upload().complete());
    assertEquals(0, remote.bytesSent(), "all is there");
  }

  @Test
  void aRealisationThatComesLateFollowsInATarOfItsOwn() throws Exception {
    archive();
    byte[] first = remote.bytes("v22p12/BB/HopeCW/HopeCW_REL01_BB.tar").orElseThrow();
    scene.run.write("Runs/HopeCW/HopeCW_REL03/BB/Acc/BB.bin", 4_000);
    assertTrue(scene.preprocess().complete());
    assertFalse(scene.upload().complete());
    scene.append = true;

    assertTrue(scene.upload().complete(), scene.said.text());

    assertEquals(
        List.of(
            "HopeCW_REL01_BB.tar",
            "HopeCW_REL02_BB.tar",
            "HopeCW_REL03_BB.tar",
            "MANIFEST.tsv",
            "README.md"),
        scene.names("BB/HopeCW"));
    assertArrayEquals(first, scene.onRemote("BB/HopeCW/HopeCW_REL01_BB.tar"));
    assertTrue(
        new String(scene.onRemote("BB/HopeCW/MANIFEST.tsv"), UTF_8).contains("HopeCW_REL03"));
    assertEquals(List.of(), scene.names("_append"));
    StatusScene status = status();
    assertTrue(status.status().complete(), status.said.text());
  }

  @ParameterizedTest
  @EnumSource(
      value = Staging.class,
      names = {"TAR", "NONE"})
  void aPageAndATableStandBesideTheTars(Staging staging) throws Exception {
    scene.staging = staging;
    scene.about = Optional.of("Made with EMOD3D 3.0.8.\n");
    use(
        PATTERNS.replace(
            "pattern: \"*/BB/Acc/BB.bin\"",
            "pattern: \"*/BB/Acc/BB.bin\"\n  check: {\"*/BB/Acc/BB.bin\": [not_empty]}"));
    archive();

    List<String> rows =
        new String(remote.bytes("v22p12/BB/Hope/MANIFEST.tsv").orElseThrow(), UTF_8)
            .lines()
            .toList();
    assertEquals(
        "tar\ttar_bytes\ttar_sha256\tmember\tmember_bytes\tmember_sha256\tsource_path\tsource_mtime",
        rows.get(0));
    byte[] tar = remote.bytes("v22p12/BB/Hope/Hope_REL01_BB.tar").orElseThrow();
    Path source = Path.of("Runs/Hope/Hope_REL01/BB/Acc/BB.bin");
    Path file = scene.run.root().resolve(source);
    assertEquals(
        String.join(
            "\t",
            "Hope_REL01_BB.tar",
            String.valueOf(tar.length),
            sha256(tar),
            "Hope_REL01_BB.bin",
            String.valueOf(Files.size(file)),
            sha256(Files.readAllBytes(file)),
            source.toString(),
            Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS).toString()),
        rows.get(2));
    assertEquals(4, rows.size());
    String page = new String(remote.bytes("v22p12/BB/Hope/README.md").orElseThrow(), UTF_8);
    assertTrue(
        page.startsWith("# BB of Hope, v22p12\n\nMade with EMOD3D 3.0.8.\n\n3 tars with 3"), page);
    assertTrue(
        page.contains("cs-dropbox-sync download v22p12 --remote fake: -t BB --inc_fault Hope"));
    assertTrue(page.contains("- `*/BB/Acc/BB.bin`: not_empty: 3 passed\n"), page);
    StatusScene status = status();
    assertFalse(status.said.text().contains("MANIFEST.tsv"), status.said.text());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void statusReadsTheLayoutAndMissesNoStageThatIsOptional() throws Exception {
    scene.preprocess();
    String told = "   Without: HopeCW: BB 2 of 3, missing REL03\n";
    assertTrue(scene.said.text().contains(told), scene.said.text());
    archive();

    StatusScene status = status();
    assertTrue(status.said.text().contains("Sets: 8 COMPLETE"), status.said.text());
    assertTrue(status.said.text().contains("Errors: 0"), status.said.text());

    remote.remove("v22p12/BB/Hope/Hope_REL02_BB.tar");
    status = status();
    assertTrue(status.said.text().contains("Hope BB INCOMPLETE: missing Hope_REL02_BB.tar"));
  }

  @Test
  void membersComeBackByEitherWayAndOnceMoreNothing() throws Exception {
    archive();
    for (Staging staging : List.of(Staging.TAR, Staging.NONE)) {
      DownloadScene download = new DownloadScene(folder.resolve(staging.name()), remote);
      download.staging = staging;
      assertTrue(download.run().complete(), download.said());

      Path here = download.folder();
      for (String event : List.of("Hope", "Hope_REL01", "Hope_REL02")) {
        assertArrayEquals(
            Files.readAllBytes(scene.run.root().resolve("Runs/Hope/" + event + "/BB/Acc/BB.bin")),
            Files.readAllBytes(here.resolve("Hope/BB/" + event + "_BB.bin")));
      }
      assertArrayEquals(
          Files.readAllBytes(scene.run.root().resolve("Data/VMs/Hope/vm_params.yaml")),
          Files.readAllBytes(here.resolve("Hope/VMs/Hope_vm_params.yaml")));
      remote.resetCounts();
      assertTrue(download.run().complete());
      assertTrue(remote.bytesFetched() < 10_000, "records and layout only");
    }
  }

  @Test
  void oneRealisationComesWithoutTheOthers() throws Exception {
    archive();
    DownloadScene download = new DownloadScene(folder, remote);
    download.rel = List.of("2");
    assertTrue(download.run().complete(), download.said());
    assertTrue(Files.exists(download.folder().resolve("Hope/BB/Hope_REL02_BB.bin")));
    assertFalse(Files.exists(download.folder().resolve("Hope/BB/Hope_REL01_BB.bin")));
  }

  @Test
  void tarsOfTheKnownLayoutsAreUntarredWithoutARemote() throws Exception {
    use(
        Files.readString(Path.of("examples/v26p6/sync_patterns.yaml"))
            .replace("velocity_model.h5\"\n  archive", "vm_params.yaml\"\n  archive"));
    for (String event : List.of("Hope", "Hope_REL01", "Hope_REL02")) {
      Files.write(scene.run.bb("Hope", event), new BbBin(3, 20).bytes());
    }
    for (String event : List.of("HopeCW_REL01", "HopeCW_REL02")) {
      Files.write(scene.run.bb("HopeCW", event), new BbBin(2, 30).bytes());
    }
    assertTrue(scene.preprocess(of("BB")).complete());
    scene.types = of("BB");
    assertTrue(scene.upload().complete(), scene.said.text());
    DownloadScene download = new DownloadScene(folder, remote);
    assertTrue(download.run().complete(), download.said());
    Path member = download.folder().resolve("Hope/BB/Hope_REL01_BB.bin");
    Files.delete(member);

    download.noDownload = true;
    assertTrue(download.run().complete(), download.said());
    assertTrue(Files.exists(member));
  }

  private Set<DataType> of(String label) {
    return Set.of(scene.patterns.layout().find(label).orElseThrow());
  }

  @Test
  void aVersionThatSaysNothingIsToldByItsNames() throws Exception {
    Path sources = Path.of("examples/v25p11/sync_patterns.yaml");
    remote.put("v22p12/BB/Hope/Hope_REL01_BB.tar", new byte[10_240]);
    remote.put("v22p12/Sources/Hope_Source.tar", new byte[10_240]);

    StatusScene status = status();
    assertTrue(status.said.text().contains("Hope"), status.said.text());
    assertTrue(status.said.text().contains("Sources"), status.said.text());
    assertEquals(
        SyncPatterns.read(sources).layout(),
        VersionLayout.unknown()
            .of(
                remote,
                scene.version,
                remote.list("v22p12", false).orElseThrow(),
                scene.options().temporary()));
  }

  @Test
  void whereOtherToolsLeftNoListTheManifestsTellWhatShouldBe() throws Exception {
    archive();
    remote.remove("v22p12/list.txt");
    remote.remove("v22p12/stocktake.csv");
    StatusScene status = status();
    assertTrue(status.said.text().contains("Errors: 0"), status.said.text());

    remote.remove("v22p12/_manifest/Hope_IM.json");
    status = status();
    assertTrue(status.said.text().contains("list.txt: is not there"), status.said.text());
    assertTrue(status.said.text().contains("adopt makes the manifests"), status.said.text());
  }

  @Test
  void aSetOfWhichTarsMayBeMissingIsNotCalledWholeAndIsSentToItsEnd() throws Exception {
    archive();
    byte[] kept = remote.bytes("v22p12/BB/Hope/Hope_REL01_BB.tar").orElseThrow();
    remote.remove("v22p12/BB/Hope/Hope_REL02_BB.tar");
    remote.remove("v22p12/_manifest/Hope_BB.json");

    StatusScene status = status();
    assertTrue(status.said.text().contains("Hope BB INCOMPLETE: it has no manifest"));
    DownloadScene download = new DownloadScene(folder, remote);
    assertFalse(download.run().complete());
    assertTrue(download.said().contains("Hope BB: it has no manifest"), download.said());

    PathUtils.deleteDirectory(scene.tmp);
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(status().said.text().contains("Errors: 0"));
    assertArrayEquals(kept, remote.bytes("v22p12/BB/Hope/Hope_REL01_BB.tar").orElseThrow());
    assertTrue(download.run().complete(), download.said());
  }

  @Test
  void aStageThatNoEventHasIsNotMissedThoughItWasLookedFor() throws Exception {
    for (String event : List.of("Hope/Hope", "Hope/Hope_REL01", "Hope/Hope_REL02")) {
      scene.run.delete("Runs/" + event + "/BB/Acc/BB.bin");
    }
    archive();
    DownloadScene download = new DownloadScene(folder, remote);
    assertTrue(download.run().complete(), download.said());
  }

  @Test
  void namesOfNoKnownLayoutAreAskedAbout() throws Exception {
    remote.put("v22p12/elsewhere/deep/Hope-1.tar", new byte[10_240]);
    SyncException thrown = assertThrows(SyncException.class, this::status);
    assertEquals(SyncException.Kind.BAD_INPUT, thrown.kind());
    assertTrue(thrown.getMessage().contains("--config"), thrown.getMessage());
  }

  @Test
  void whatIsLaidOutOtherwiseIsNotAddedTo() throws Exception {
    archive();
    use(PATTERNS.replace("Sources:", "Source:"));
    assertTrue(scene.preprocess().complete());
    SyncException other = assertThrows(SyncException.class, scene::upload);
    assertEquals(SyncException.Kind.USAGE, other.kind());

    scene.config = Optional.empty();
    scene.patterns = SyncPatterns.defaults();
    scene.types = Set.copyOf(scene.patterns.layout().choices());
    remote.remove("v22p12/_manifest/layout.yaml");
    scene.preprocess();
    assertEquals(SyncException.Kind.USAGE, assertThrows(SyncException.class, scene::upload).kind());
  }

  @Test
  void theSpecificationsLayoutLeavesNoWord() throws Exception {
    scene.run.delete("Runs/HopeCW/HopeCW_REL01/BB/Acc/BB.bin");
    scene.config = Optional.empty();
    scene.patterns = SyncPatterns.defaults();
    scene.types = Set.copyOf(scene.patterns.layout().choices());
    scene.allowIncomplete = true;
    scene.preprocess();
    scene.upload();
    assertTrue(remote.paths().contains("v22p12/Hope/Hope_BB.tar"));
    assertFalse(remote.paths().contains("v22p12/_manifest/layout.yaml"));
  }

  @Test
  void largeTarsOfAnEventAreCutByThemselves() throws Exception {
    scene = new UploadScene(folder.resolve("large"), new FakeRemote());
    scene.run.add(fault("Hope", 2).sized(9_000, 9_000, 100));
    use(
        """
        BB:
          where: "Runs/{fault_name}"
          pattern: ["*/BB/Acc/BB.bin", "*/IM_calc/{fault_name}*.csv"]
          archive: "{type}/{fault}/{event}_{type}.tar"
          member: "{event}_{file}"
        """);
    scene.partSize = 10_240;
    scene.preprocess();
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(
        List.of(
            "v22p12/BB/Hope/Hope_REL01_BB_0.tar",
            "v22p12/BB/Hope/Hope_REL01_BB_1f.tar",
            "v22p12/BB/Hope/Hope_REL02_BB_0.tar",
            "v22p12/BB/Hope/Hope_REL02_BB_1f.tar"),
        scene.remote.paths().stream().filter(path -> path.endsWith(".tar")).toList());
  }
}
