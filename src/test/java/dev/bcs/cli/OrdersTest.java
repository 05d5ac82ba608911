package dev.bcs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import dev.bcs.status.PictureSketch;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that are followed to their end: promotion, opening, resuming and backups. */
class OrdersTest {
  private static final String REASON = "wave-a burnt, ticket 4711";

  @TempDir
  Path folder;

  @Test
  void aPromotionIsFollowedStepByStepToItsEnd() throws IOException {
    try (Rig rig = new Rig(SamplePictures.outage(), folder)) {
      rig.operations.accept("promote");
      rig.then(s -> {}, operation("running"), operation("running"), operation("complete"));
      assertThat(rig.shell.run(
              "promote",
              "--reason",
              REASON,
              "--fence",
              "unplugged",
              "--override",
              "peer-up",
              "--override",
              "observer-late",
              "--generation",
              "41"))
          .isZero();
      assertThat(rig.shell.out()).isEqualTo("""
          promote was accepted (op-1)
           1/5 epoch                    done       0.04 s
           2/5 fence                    done       0.04 s
           3/5 swap                     done       0.04 s
           4/5 start voicemail/pbx      done       6.00 s
           5/5 addresses                done       0.04 s
          promote op-1 is complete: wave-b serves with generation 41
          """);
      assertThat(rig.operations.calls("promote").get(0).order())
          .isEqualTo(new Operations.PromoteOrder(
              "wave-b",
              REASON,
              "unplugged",
              41,
              List.of("peer-up", "observer-late"),
              3_141_592_653L));
    }
  }

  @Test
  void aPromotionThatHaltsEndsWithOneAndSaysTheWayOut() throws IOException {
    try (Rig rig = new Rig(SamplePictures.outage(), folder)) {
      rig.operations.accept("promote");
      rig.then(operation("running"), operation("halted"));
      assertThat(rig.shell.run("promote", "--reason", REASON)).isEqualTo(1);
      assertThat(rig.shell.out()).contains("4/5 start voicemail/pbx      failed     6.00 s");
      assertThat(rig.shell.err())
          .startsWith("bcs: promote op-1 is halted")
          .contains("\nhint: mend what it says, then: bcs operation resume");
    }
  }

  @Test
  void onATerminalTheUnitsNameMustBeTyped() throws IOException {
    try (Rig rig = new Rig(SamplePictures.outage(), folder)) {
      FakePerson person = rig.shell.person("wave-a");
      assertThat(rig.shell.run("promote", "--reason", REASON)).isEqualTo(4);
      assertThat(person.asked())
          .containsExactly("type the name of this unit (wave-b) to promote it: ");
      assertThat(rig.shell.out()).contains("would swap in generation 41", "loss:      at least");
      assertThat(rig.operations.calls()).isEmpty();

      rig.shell.person("wave-b");
      rig.operations.accept("promote");
      rig.then(operation("complete"));
      assertThat(rig.shell.run("promote", "--reason", REASON)).isZero();
      rig.operations.verify();
    }
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() throws IOException {
    try (Rig rig = new Rig(SamplePictures.outage(), folder)) {
      assertThat(rig.shell.run("promote", "--dry-run")).isZero();
      assertThat(rig.shell.out()).isEqualTo("""
          would swap in generation 41, start voicemail/pbx, and lose 3 voicemails
          recovery:  about 9 s
          loss:      at least voicemail 3 files 412 kB (as of 2026-11-22 11:12:12)
          nothing refuses it now
          """);
      rig.operations.check(new Operations.Check(
          "would do nothing",
          List.of(
              new Picture.Reason("no-fence", "nobody said how"),
              new Picture.Reason("peer-up", "it is up")),
          7,
          "wave-b"));
      assertThat(rig.shell.run("promote", "--dry-run", "--fence", "unplugged")).isEqualTo(4);
      assertThat(rig.shell.out()).contains("peer-up: it is up\nrefused now: peer-up\n");
      assertThat(rig.shell.run(
              "promote", "--dry-run", "--fence", "unplugged", "--override", "peer-up"))
          .isZero();
      assertThat(rig.operations.calls()).isEmpty();
    }
  }

  @Test
  void openingIsFollowedToo() throws IOException {
    try (Rig rig = new Rig(SamplePictures.closed(), folder)) {
      rig.operations.accept("open");
      rig.then(operation("complete"));
      assertThat(rig.shell.run("open", "--reason", "checked by hand", "--override", "peer-serves"))
          .isZero();
      assertThat(rig.operations.calls("open").get(0).order())
          .isEqualTo(new Operations.OpenOrder(
              "wave-b", "checked by hand", List.of("peer-serves"), 3_141_592_653L));
    }
  }

  @Test
  void resumingDoesNotTakeTheOldHaltForItsOutcome() throws IOException {
    PictureSketch halted = SamplePictures.halted();
    operation("halted").accept(halted);
    try (Rig rig = new Rig(halted, folder)) {
      rig.operations.accept("resume");
      rig.then(operation("complete"));
      assertThat(rig.shell.run("operation", "resume", "--reason", "disk was freed"))
          .isZero();
      assertThat(rig.shell.out()).contains("promote op-1 is complete");
      assertThat(rig.operations.calls("resume").get(0).order())
          .isEqualTo("3141592653 disk was freed");
    }
  }

  @Test
  void aRollbackIsDoneWhenItIsRolledBack() throws IOException {
    try (Rig rig = new Rig(SamplePictures.halted(), folder)) {
      rig.operations.accept("rollback");
      rig.then(operation("rolled-back"));
      assertThat(rig.shell.run("operation", "rollback", "--reason", "wave-a is back"))
          .isZero();
    }
  }

  @Test
  void theLastOperationIsShownStepByStep() throws IOException {
    try (Rig rig = new Rig(SamplePictures.halted(), folder)) {
      assertThat(rig.shell.run("operation")).isZero();
      assertThat(rig.shell.out())
          .startsWith("promote op-7 by olga@snmp/10.0.0.9, begun 2026-11-22 11:13:52: wave-a burnt")
          .contains(" 5/5 addresses                waiting")
          .contains("halted\nhint: mend what it says");
    }
    try (Rig rig = new Rig(SamplePictures.secondary(), folder.resolve("b"))) {
      assertThat(rig.shell.run("operation")).isZero();
      assertThat(rig.shell.out()).isEqualTo("there was no operation yet\n");
    }
  }

  @Test
  void agreesToADatasetAsItIs() throws IOException {
    try (Rig rig = new Rig(SamplePictures.secondary(), folder)) {
      rig.operations.accept("agree");
      assertThat(
              rig.shell.run("generations", "--agree", "pbx/mail", "--reason", "it was moved away"))
          .as(rig.shell.err())
          .isZero();
      assertThat(rig.operations.calls("agree").get(0).order())
          .isEqualTo("pbx/mail it was moved away");
    }
  }

  @Test
  void aBackupEndsWhenItsOwnRunIsVerifiedAndNotWithAnOlderOutcome() throws IOException {
    try (Rig rig = new Rig(SamplePictures.primary(), folder)) {
      rig.operations.accept("backup");
      rig.then(
          s -> {}, running("capture", 10), running("send", 60), running("send", 60), ended(rig, 1));
      assertThat(rig.shell.run("backup")).isZero();
      assertThat(rig.shell.out()).isEqualTo("""
          backup was accepted
          capture [##..................]  10 %  10 of 100 files, 100 bytes of 1.0 kB
          complete: generation 42 is verified by the secondary, 5.0 kB sent
          """);
    }
  }

  @Test
  void anIncompleteBackupEndsWithThreeAndAFailedOneWithOne() throws IOException {
    try (Rig rig = new Rig(SamplePictures.primary(), folder)) {
      rig.operations.accept("backup").accept("backup");
      rig.then(running("send", 60), ended(rig, 2), running("send", 60), ended(rig, 3));
      assertThat(rig.shell.run("backup")).isEqualTo(3);
      assertThat(rig.shell.err()).isEqualTo("bcs: the backup is incomplete: pbx/x: denied\n");
      assertThat(rig.shell.run("backup")).isEqualTo(1);
      assertThat(rig.shell.err()).startsWith("bcs: the backup is failed: ");
    }
  }

  @Test
  void onATerminalABackupIsOneLineThatIsRewritten() throws IOException {
    try (Rig rig = new Rig(SamplePictures.primary(), folder)) {
      rig.shell.person();
      rig.operations.accept("backup");
      rig.then(running("capture", 10), running("send", 60), ended(rig, 1));
      assertThat(rig.shell.run("backup")).isZero();
      assertThat(rig.shell.out())
          .contains("\r\u001b[Kcapture [##", "\r\u001b[Ksend    [############")
          .contains("\r\u001b[Kcomplete: generation 42");
    }
  }

  @Test
  void spansOfTimeAreReadAsPeopleWriteThem() {
    assertThat(MaintenanceCommand.span("2h")).hasHours(2);
    assertThat(MaintenanceCommand.span("1h30m")).hasMinutes(90);
    assertThat(MaintenanceCommand.span("1d12h")).hasHours(36);
    assertThat(MaintenanceCommand.span("90min")).hasMinutes(90);
    assertThat(MaintenanceCommand.span("45s")).hasSeconds(45);
  }

  /** The operation that the fake accepted first, with this result. */
  private static Consumer<PictureSketch> operation(String result) {
    return s -> {
      Picture.Operation op = SamplePictures.operation(new Word(result, 3));
      s.operation = new Picture.Operation(
          "op-1",
          op.verb(),
          op.result(),
          op.token(),
          op.actor(),
          op.reason(),
          op.started(),
          op.ended(),
          op.detail(),
          op.steps());
    };
  }

  private static Consumer<PictureSketch> running(String phase, int percent) {
    return s -> s.backup =
        backup(s.backup, new Picture.Progress(42, phase, percent, 100, percent * 10L, 1000));
  }

  private static Picture.Backup backup(Picture.Backup b, Picture.Progress running) {
    return new Picture.Backup(
        b.lastStart(),
        b.lastEnd(),
        b.outcome(),
        b.detail(),
        b.generation(),
        b.bytesSent(),
        b.next(),
        b.missed(),
        running,
        b.moments());
  }

  private static Consumer<PictureSketch> ended(Rig rig, int outcome) {
    String word = List.of("complete", "incomplete", "failed").get(outcome - 1);
    return s -> s.backup = new Picture.Backup(
        rig.clocks.now().minusSeconds(1),
        rig.clocks.now(),
        new Word(word, outcome),
        outcome == 1 ? "" : "pbx/x: denied",
        42,
        5000,
        s.backup.next(),
        0,
        null,
        List.of());
  }
}
