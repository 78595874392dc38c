package org.quakecore.cssync.upload.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.upload.plan.PlannedSet.Decision;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.State;

class PlanTest {
  private static final Fault HOPE = new Fault("Hope");
  private static final long MEMBER = 512 + 20_480;

  /** Three members of 20,480 bytes; two of them and the end of a tar just fit the limit. */
  private static final long TWO_A_PART = 51_200;

  private final List<StoredFile> remote = new ArrayList<>();
  private Optional<SetRecord> record = Optional.empty();
  private List<String> problems = List.of();
  private boolean overwrite;
  private long overwriteSince = Long.MAX_VALUE;
  private boolean allowIncomplete;
  private boolean caseInsensitive;

  private void there(String path, long size) {
    remote.add(new StoredFile(path, size, Instant.EPOCH, Optional.empty()));
  }

  private PlannedSet plan(long partSize) throws SyncException {
    List<Member> members = new ArrayList<>();
    for (int rel = 1; rel <= 3; rel++) {
      members.add(new Member("Hope_REL0" + rel + "_BB.bin", Path.of("/run/" + rel), 20_480));
    }
    List<OutgoingFile> files =
        TarSplitter.split(HOPE, Types.BB, members, partSize).stream()
            .map(OutgoingFile::tar)
            .toList();
    return decide(new SourceSet(HOPE, Types.BB, files, 3 * MEMBER, Optional.empty()));
  }

  private PlannedSet decide(SourceSet set) {
    TreeMap<Fault, List<SourceSet>> sources = new TreeMap<>();
    sources.put(HOPE, List.of(set));
    return Plan.of(
            sources,
            new Plan.Knowledge(
                new RemoteSets(remote, ArchiveLayout.STANDARD, caseInsensitive),
                Manifests.none(),
                any -> Map.of(),
                (fault, type) -> record,
                (fault, type) -> problems,
                overwrite,
                overwriteSince,
                new Plan.Appending(false, Long.MAX_VALUE, Map.of()),
                allowIncomplete))
        .all()
        .get(0);
  }

  private PlannedSet planSample() {
    return decide(
        new SourceSet(
            HOPE,
            Types.SAMPLE_BB,
            List.of(
                OutgoingFile.single(new Member("Hope_REL01_BB.bin", Path.of("/run/1"), 20_480))),
            20_480,
            Optional.empty()));
  }

  private void recorded(State state, boolean replacing, long provenAt, String... names) {
    List<FileRecord> files = new ArrayList<>();
    for (String name : names) {
      files.add(new FileRecord(name, 1, null, null, List.of()));
    }
    record = Optional.of(new SetRecord(state, replacing, provenAt, files));
  }

  @Test
  void nothingThereIsSent() throws Exception {
    assertEquals(Decision.SEND, plan(1L << 40).decision());
  }

  @Test
  void aSetIsSkippedWhateverToolPaddedItsEnd() throws Exception {
    there("Hope/Hope_BB.tar", 3 * MEMBER + 1_024);
    assertEquals(Decision.SKIP, plan(1L << 40).decision());
    remote.clear();
    there("Hope/Hope_BB.tar", 3 * MEMBER + 11_264);
    assertEquals(Decision.SKIP, plan(1L << 40).decision());
  }

  @Test
  void oneByteOutsideWhatToolsPadDiffers() throws Exception {
    there("Hope/Hope_BB.tar", 3 * MEMBER + 1_023);
    assertEquals(Decision.REFUSE, plan(1L << 40).decision());
    remote.clear();
    there("Hope/Hope_BB.tar", 3 * MEMBER + 11_265);
    assertEquals(Decision.REFUSE, plan(1L << 40).decision());
  }

  @Test
  void aWholeSetThatWasCutElsewhereIsJudgedByItsTotal() throws Exception {
    there("Hope/Hope_BB_0.tar", MEMBER + 1_024);
    there("Hope/Hope_BB_1f.tar", 2 * MEMBER + 1_024);
    assertEquals(Decision.SKIP, plan(TWO_A_PART).decision());
  }

  @Test
  void anIncompleteSetCutAsOursIsCompleted() throws Exception {
    there("Hope/Hope_BB_0.tar", 1);
    PlannedSet planned = plan(TWO_A_PART);
    assertEquals(Decision.COMPLETE, planned.decision());
    assertEquals(1, planned.present().size());
  }

  @Test
  void anIncompleteSetCutDifferentlyIsAnError() throws Exception {
    there("Hope/Hope_BB_3.tar", 1);
    PlannedSet planned = plan(TWO_A_PART);
    assertEquals(Decision.REFUSE, planned.decision());
    assertTrue(planned.reason().contains("Hope_BB_3.tar (1 bytes)"), planned.reason());
    assertTrue(planned.reason().contains("Hope_BB_0.tar"), planned.reason());
    assertTrue(planned.reason().contains("-f"), planned.reason());
  }

  @Test
  void anUnprovenSetOfOursIsCompletedAndItsStraysGo() throws Exception {
    there("Hope/Hope_BB_0.tar", 5);
    there("Hope/Hope_BB_7.tar", 5);
    recorded(State.SENDING, false, 0, "Hope_BB_0.tar", "Hope_BB_7.tar");
    PlannedSet planned = plan(TWO_A_PART);
    assertEquals(Decision.COMPLETE, planned.decision());
    assertEquals("Hope/Hope_BB_7.tar", planned.strays().get(0).path());
  }

  @Test
  void aForeignFileBesideAnUnprovenSetIsAnError() throws Exception {
    there("Hope/Hope_BB_0.tar", 5);
    there("Hope/Hope_BB.tar", 5);
    recorded(State.SENDING, false, 0, "Hope_BB_0.tar");
    assertEquals(Decision.REFUSE, plan(TWO_A_PART).decision());
  }

  @Test
  void aProvenRecordGivesNoRightToReplace() throws Exception {
    there("Hope/Hope_BB.tar", 5);
    recorded(State.PROVEN, false, 7, "Hope_BB.tar");
    assertEquals(Decision.REFUSE, plan(1L << 40).decision());
  }

  @Test
  void forceReplacesWhatIsThereAndSendsWhatIsNot() throws Exception {
    overwrite = true;
    assertEquals(Decision.SEND, plan(1L << 40).decision());
    there("Hope/Hope_BB.tar", 3 * MEMBER + 1_024);
    assertEquals(Decision.REPLACE, plan(1L << 40).decision());
  }

  @Test
  void whatAnUnfinishedForcedRunHadReplacedIsNotReplacedAgain() throws Exception {
    overwrite = true;
    overwriteSince = 100;
    there("Hope/Hope_BB.tar", 3 * MEMBER + 1_024);
    recorded(State.PROVEN, true, 101, "Hope_BB.tar");
    assertEquals(Decision.SKIP, plan(1L << 40).decision());
    recorded(State.PROVEN, true, 100, "Hope_BB.tar");
    assertEquals(Decision.REPLACE, plan(1L << 40).decision());
  }

  @Test
  void anUnfinishedReplacementOfOursGoesOn() throws Exception {
    there("Hope/Hope_BB.tar", 3 * MEMBER + 1_024);
    there("_incoming/Hope_BB/Hope_BB.tar", 17);
    recorded(State.SENDING, true, 0, "Hope_BB.tar");
    PlannedSet planned = plan(1L << 40);
    assertEquals(Decision.REPLACE, planned.decision());
    assertEquals("_incoming/Hope_BB/Hope_BB.tar", planned.present().get(0).path());
  }

  @Test
  void anUnfinishedReplacementOfOthersIsAnError() throws Exception {
    there("Hope/Hope_BB.tar", 3 * MEMBER + 1_024);
    there("_retired/Hope_BB/Hope_BB.tar", 17);
    PlannedSet planned = plan(1L << 40);
    assertEquals(Decision.REFUSE, planned.decision());
    assertTrue(planned.reason().contains("_retired/Hope_BB"), planned.reason());
  }

  @Test
  void aFailedStocktakeIsRefusedUnlessAllowed() throws Exception {
    problems = List.of("found 2 of 3: missing REL02");
    PlannedSet refused = plan(1L << 40);
    assertEquals(Decision.REFUSE, refused.decision());
    assertTrue(refused.reason().contains("missing REL02"), refused.reason());
    assertTrue(refused.reason().contains("--allow_incomplete"), refused.reason());
    allowIncomplete = true;
    PlannedSet sent = plan(1L << 40);
    assertEquals(Decision.SEND, sent.decision());
    assertEquals(Optional.of("found 2 of 3: missing REL02"), sent.incomplete());
  }

  @Test
  void onlyTheVeryFoldersOfTheArchiveCount() throws Exception {
    there("_old/Hope/Hope_BB.tar", 3 * MEMBER + 1_024);
    there("Hope/deeper/Hope_BB.tar", 3 * MEMBER + 1_024);
    there("Hope/Hope_BB.tar.md5", 3 * MEMBER + 1_024);
    there("Hope_BB.tar", 3 * MEMBER + 1_024);
    assertEquals(Decision.SEND, plan(1L << 40).decision());
  }

  @Test
  void whereCaseDoesNotCountAnotherSpellingIsTheSameSet() throws Exception {
    there("hope/hope_BB.tar", 3 * MEMBER + 1_024);
    assertEquals(Decision.SEND, plan(1L << 40).decision());
    caseInsensitive = true;
    assertEquals(Decision.SKIP, plan(1L << 40).decision());
  }

  @Test
  void aSampleIsSkippedForItsNameAndSize() {
    there("Hope/Hope_REL01_BB.bin", 20_480);
    assertEquals(Decision.SKIP, planSample().decision());
    remote.clear();
    there("Hope/Hope_REL01_BB.bin", 20_481);
    assertEquals(Decision.REFUSE, planSample().decision());
  }

  @Test
  void aSampleOfAnotherEventIsAnError() {
    there("Hope/Hope_BB.bin", 20_480);
    assertEquals(Decision.REFUSE, planSample().decision());
  }

  @Test
  void otherFilesOfTheFolderAreNoSamples() {
    there("Hope/Hope_notes_BB.bin", 20_480);
    there("Hope/Hope_REL_BB.bin", 20_480);
    assertEquals(Decision.SEND, planSample().decision());
  }
}
