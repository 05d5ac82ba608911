package dev.bcs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.status.FakeOperations;
import dev.bcs.status.SamplePictures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How commands end: codes, refusals with every reason, and never a stack trace. */
class EndingsTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({
    "promote, promote --reason burnt-by-fire --fence unplugged -y",
    "open, open --reason burnt-by-fire",
    "backup, backup",
    "resume, operation resume --reason mended-now",
    "rollback, operation rollback --reason mended-now",
    "maintenance, maintenance on --for 2h --reason an-update",
    "maintenance, maintenance off",
    "acknowledge, ack gap-exceeded --reason on-my-way",
  })
  void everyRefusedOrderPrintsItsReasonsAndEndsWithFour(String verb, String command)
      throws IOException {
    try (Rig rig = new Rig(SamplePictures.outage(), folder)) {
      rig.operations.refuse(verb, "state", "not-now", "the moon is full\nhint: wait a day");
      assertThat(rig.shell.run(command.split(" "))).isEqualTo(4);
      assertThat(rig.shell.err()).isEqualTo("not-now: the moon is full\nhint: wait a day\n");
      rig.operations.verify();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "status",
    "backup",
    "promote --reason burnt-by-fire",
    "open --reason burnt-by-fire",
    "operation",
    "operation resume --reason mended-now",
    "maintenance off",
    "ack gap-exceeded --reason on-my-way",
    "events",
    "events --follow",
  })
  void withoutADaemonTheyEndWithFive(String command) {
    Shell shell = Shell.real(folder, folder.resolve("bcs.toml"));
    assertThat(shell.run(command.split(" "))).isEqualTo(5);
    assertThat(shell.err())
        .startsWith("bcs: the daemon does not answer on ")
        .contains("\nhint: is it running");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void whatTheDaemonAnswersBecomesAnExitCode() {
    assertThat(code(400)).isEqualTo(ExitCode.USAGE);
    assertThat(code(401)).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(code(403)).isEqualTo(ExitCode.NOT_PERMITTED);
    assertThat(code(409)).isEqualTo(ExitCode.REFUSED);
    assertThat(code(500)).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aHintOfTheDaemonIsKeptWhereTheReasonsHaveNone() throws IOException {
    try (Rig rig = new Rig(SamplePictures.outage(), folder)) {
      rig.operations.refuse("promote", "state", "peer-up", "the peer is up");
      assertThat(rig.shell.run("promote", "--reason", "it burnt down")).isEqualTo(4);
      assertThat(rig.shell.err())
          .startsWith("peer-up: the peer is up\nhint: remove each reason, or waive");
    }
  }

  @Test
  void theUnexpectedIsOneSentenceAndItsTraceIsForWhoAsks() {
    Exception odd = new IllegalStateException("the sky fell\nand more");
    assertThat(said(odd, false)).isEqualTo("""
        1 bcs: this went wrong inside: illegalstateexception: the sky fell
        hint: set BCS_DEBUG=1 for the trace, and report it
        """);
    assertThat(said(odd, true)).contains("\tat dev.bcs.cli.EndingsTest");
    assertThat(said(new AccessDeniedException("/var/lib/bcs"), false))
        .isEqualTo("6 bcs: this user may not read or write /var/lib/bcs\nhint: use sudo\n");
    assertThat(said(new IOException("the disk is full"), false))
        .isEqualTo("1 bcs: the disk is full\n");
  }

  @Test
  void whoActsIsToldToTheDaemon() throws IOException {
    try (Rig rig = new Rig(SamplePictures.secondary(), folder)) {
      rig.operations.accept("maintenance");
      assertThat(rig.shell.run("--as", "nora", "maintenance", "off")).isZero();
      FakeOperations.Call call = rig.operations.calls("maintenance").get(0);
      assertThat(call.actor().user()).endsWith("(as nora)");
      assertThat(call.order()).isEqualTo("PT0S ");
    }
  }

  private static ExitCode code(int status) {
    return Door.failure(status, Door.body().put("error", "no")).code();
  }

  private static String said(Exception e, boolean traces) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    Terminal terminal =
        new Terminal(writer, writer, null, dev.bcs.time.Clocks.system(), dev.bcs.time.Pause.real());
    Bcs bcs = new Bcs(terminal);
    picocli.CommandLine line = new picocli.CommandLine(bcs);
    int code = new Endings(terminal, traces).failed(e, line, line.parseArgs());
    return code + " " + said;
  }
}
