package dev.bcs.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.bcs.link.FreePorts;
import dev.bcs.status.AlarmKind;
import dev.bcs.status.Event;
import dev.bcs.status.FakeBoard;
import dev.bcs.status.FakeHistory;
import dev.bcs.status.FakeOutbox;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real SMTP: one letter an alarm event, kept while the relay is away. */
class MailWindowTest {
  @TempDir
  Path home;

  private final FakeBoard board = new FakeBoard(SamplePictures.outage().picture());
  private final FakeHistory history = new FakeHistory();
  private final FakeOutbox outbox = new FakeOutbox(history);
  private int port;
  private GreenMail relay;
  private MailWindow window;

  @BeforeEach
  void open() throws IOException {
    port = FreePorts.one();
    relay = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    window = window("", "");
  }

  private MailWindow window(String user, String passwordFile) {
    return new MailWindow(
        new MailSettings(
            "127.0.0.1:" + port,
            "none",
            "bcs@wave-b.example",
            List.of("olga@example.org", "noc@example.org"),
            user,
            passwordFile),
        board,
        history,
        outbox,
        Clocks.system(),
        Duration.ofMillis(50));
  }

  @AfterEach
  void close() {
    window.close();
    relay.stop();
  }

  private Event raise() {
    return history.add(
        AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "wave-a: silent on all paths");
  }

  private Event clear() {
    return history.add(
        AlarmKind.PRIMARY_FAILED, Severity.CLEARED, "wave-b", "wave-a answers and serves");
  }

  private MimeMessage[] received(int many) {
    await().atMost(Duration.ofSeconds(10)).until(() -> relay.getReceivedMessages().length >= many);
    return relay.getReceivedMessages();
  }

  @Test
  void raiseAndClearAreTwoLettersOfOneThread() throws Exception {
    relay.start();
    window.start();
    raise();
    clear();
    MimeMessage[] mails = received(4);
    assertThat(mails).hasSize(4);
    MimeMessage raised = mails[0];
    assertThat(raised.getSubject()).isEqualTo("[hq-pbx] wave-b: primary-failed critical");
    assertThat(raised.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    assertThat(raised.getMessageID()).isEqualTo("<bcs.1.0102030405060708@wave-b>");
    assertThat(raised.getHeader("References")).isNull();
    assertThat(raised.getAllRecipients()).hasSize(2);
    assertThat(raised.getContent().toString().replace("\r\n", "\n"))
        .startsWith("""
            wave-a: silent on all paths

            alarm     primary-failed
            severity  critical
            pair      hq-pbx
            told by   wave-b
            about     wave-a
            when      2026-11-22 11:14:00 +01:00
            key       hq-pbx/primary-failed
            """)
        .contains("What to do next: look at the failed unit, disconnect it")
        .contains("The pair now: OUTAGE: DECIDE. wave-a is silent on all paths");
    MimeMessage cleared = mails[1];
    assertThat(cleared.getSubject())
        .isEqualTo("[hq-pbx] wave-b: primary-failed cleared (primary-recovered)");
    assertThat(cleared.getHeader("References")).containsExactly(raised.getMessageID());
    assertThat(cleared.getHeader("In-Reply-To")).containsExactly(raised.getMessageID());
    await().until(() -> outbox.cursor(MailWindow.CHANNEL) == 2);
  }

  @Test
  void aRelayThatIsAwayIsTriedAgainAndNothingIsLost() throws Exception {
    window.start();
    raise();
    history.add(AlarmKind.STORAGE_LOW, Severity.MAJOR, "wave-b", "/var ist voll: 0 Bytes übrig");
    await().during(Duration.ofMillis(300)).until(() -> outbox.cursor(MailWindow.CHANNEL) == 0);
    relay.start();
    MimeMessage[] mails = received(4);
    assertThat(mails[0].getSubject()).contains("primary-failed");
    assertThat(mails[1].getSubject()).contains("storage-low major");
    assertThat(mails[1].getContent().toString()).contains("0 Bytes übrig");
    await().until(() -> outbox.cursor(MailWindow.CHANNEL) == 2);
  }

  @Test
  void aClearAfterARestartStillFindsItsRaise() throws Exception {
    relay.start();
    window.start();
    Event raised = raise();
    received(2);
    await().until(() -> outbox.cursor(MailWindow.CHANNEL) == raised.seq());
    window.close();
    window = window("", "");
    window.start();
    clear();
    assertThat(received(4)[1].getHeader("References"))
        .containsExactly("<bcs.1.0102030405060708@wave-b>");
  }

  @Test
  void eventsThatAreNoAlarmsArePassedOver() {
    relay.start();
    window.start();
    history.add(new Event(
        1,
        SamplePictures.outage().asOf,
        "role-changed",
        107,
        "k",
        Severity.INDETERMINATE,
        "wave-b",
        "promoted",
        "",
        List.of()));
    await().until(() -> outbox.cursor(MailWindow.CHANNEL) == 1);
    assertThat(relay.getReceivedMessages()).isEmpty();
  }

  @Test
  void aRelayThatAsksForAPasswordGetsTheOneInTheFile() throws Exception {
    relay.start();
    relay.setUser("bcs@wave-b.example", "bcs", "relay-secret");
    relay.getUserManager().setAuthRequired(true);
    Path file = home.resolve("password");
    Files.writeString(file, "relay-secret\n");
    window = window("bcs", file.toString());
    window.start();
    raise();
    assertThat(received(2)).hasSize(2);
  }

  @Test
  void aLetterThatIsRefusedForGoodDoesNotHoldUpTheNext() throws Exception {
    try (ServerSocket refusing = new ServerSocket(port)) {
      Threads.start("mail", "refusing-relay", () -> refuseAll(refusing));
      window.start();
      raise();
      await().atMost(Duration.ofSeconds(10)).until(() -> outbox.cursor(MailWindow.CHANNEL) == 1);
    }
  }

  /** A relay that knows none of the subscribers. */
  private static void refuseAll(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept();
          BufferedReader in = new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
          PrintStream out =
              new PrintStream(client.getOutputStream(), true, StandardCharsets.US_ASCII)) {
        out.print("220 relay\r\n");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          out.print(line.startsWith("RCPT") ? "550 no such user\r\n" : "250 ok\r\n");
        }
      } catch (IOException theClientWentAway) {
        assertThat(theClientWentAway).isNotNull();
      }
    }
  }

  @Test
  void withoutAServerNothingIsStarted() {
    window = new MailWindow(
        new MailSettings("", "none", "", List.of(), "", ""),
        board,
        history,
        outbox,
        Clocks.system());
    window.start();
    raise();
    assertThat(outbox.cursor(MailWindow.CHANNEL)).isZero();
  }
}
