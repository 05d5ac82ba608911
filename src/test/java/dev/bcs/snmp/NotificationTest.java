package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.status.AlarmKind;
import dev.bcs.status.Event;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.PictureSketch;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import dev.bcs.time.Clocks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traps and informs to a receiver of our own. */
class NotificationTest {
  private static final byte[] RECEIVER = {(byte) 0x80, 0, 0x1f, (byte) 0x88, 4, 'n', 'm', 's'};
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final List<String> SEVEN = List.of(
      "bcsNotifyKey.0",
      "bcsNotifySeverity.0",
      "bcsNotifySeq.0",
      "bcsNotifyTime.0",
      "bcsNotifyUnit.0",
      "bcsNotifySubject.0",
      "bcsNotifyText.0");

  private TrapReceiver receiver;

  @BeforeEach
  void receive() throws Exception {
    byte[] unit = new KeyedAccess("wave-b").engine().id();
    receiver = new TrapReceiver(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        RECEIVER,
        List.of(
            new TrapReceiver.Sender(FakeAccess.VIEWER, FakeAccess.VIEWER_PASSWORD, unit),
            new TrapReceiver.Sender(FakeAccess.VIEWER, FakeAccess.VIEWER_PASSWORD, new byte[0])),
        Clocks.system());
    receiver.start();
  }

  @AfterEach
  void close() throws Exception {
    receiver.close();
  }

  @Test
  void primaryFailedIsTrappedWithTheSevenTheGapTheLossAndTheRefusals() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage(), target("trap"))) {
      rig.history.add(
          AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "wave-a is silent on all paths");
      Notification told = next();
      assertThat(told.name()).isEqualTo("bcsPrimaryFailed");
      assertThat(told.oid()).isEqualTo(Mib.DEFAULT_ROOT + ".0.1");
      assertThat(told.inform()).isFalse();
      assertThat(told.varbinds().keySet().stream().skip(2).limit(7)).isEqualTo(SEVEN);
      assertThat(told.varbinds())
          .containsEntry("bcsNotifyKey.0", "hq-pbx/primary-failed")
          .containsEntry("bcsNotifySeverity.0", "3")
          .containsEntry("bcsNotifySeq.0", "1")
          .containsEntry("bcsNotifyUnit.0", "wave-b")
          .containsEntry("bcsNotifySubject.0", "wave-a")
          .containsEntry("bcsNotifyText.0", "wave-a is silent on all paths")
          .containsEntry("bcsGapAtFailure.0", "492")
          .containsEntry("bcsPromoteRefusals.0", "")
          .hasEntrySatisfying(
              "bcsPromotePreview.0", p -> assertThat(p).contains("lose 3 voicemails"));
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CLEARED, "wave-a", "heard again");
      Notification cleared = next();
      assertThat(cleared.name()).isEqualTo("bcsPrimaryRecovered");
      assertThat(cleared.varbinds())
          .containsEntry("bcsNotifyKey.0", told.varbinds().get("bcsNotifyKey.0"));
      try (SnmpClient client = rig.viewer()) {
        assertThat(client.text("bcsNotifySent.0")).isEqualTo("2");
      }
      assertThat(rig.outbox.cursor(channel())).isEqualTo(2);
    }
  }

  @Test
  void whatItSaysOfTheGapIsOfThePictureThatKnowsOfTheEvent() throws Exception {
    PictureSketch before = SamplePictures.secondary();
    try (AgentRig rig = new AgentRig(before, target("trap"))) {
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "silent");
      rig.board.publish(SamplePictures.outage().picture());
      assertThat(next().varbinds()).containsEntry("bcsGapAtFailure.0", "492");
    }
  }

  @Test
  void anInformIsAcknowledgedAndCounted() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage(), target("inform"))) {
      rig.history.add(AlarmKind.GAP_EXCEEDED, Severity.MAJOR, "wave-b", "the gap is 2 h");
      Notification told = next();
      assertThat(told.inform()).isTrue();
      assertThat(told.varbinds()).containsKeys("bcsGapSeconds.0", "bcsGapPercent.0");
      Awaitility.await().atMost(SOON).until(() -> rig.outbox.cursor(channel()) == 1);
    }
  }

  @Test
  void anInformThatIsNotAcknowledgedIsKeptAcrossARestartAndNothingOvertakesIt() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage(), target("inform"))) {
      receiver.silent(true);
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "silent");
      rig.history.add(AlarmKind.PATH_DOWN, Severity.MINOR, "10.0.0.1", "no beats");
      try (SnmpClient client = rig.viewer()) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> client.text("bcsNotifyPending.0").equals("2"));
      }
      assertThat(rig.outbox.cursor(channel())).isZero();
      rig.window.close();
      receiver.silent(false);
      rig.window.start();
      assertThat(next().name()).isEqualTo("bcsPrimaryFailed");
      assertThat(next().name()).isEqualTo("bcsPathDown");
      Awaitility.await().atMost(SOON).until(() -> rig.outbox.cursor(channel()) == 2);
    }
  }

  @Test
  void aBurstIsCutToTwentyAndTheRestIsCounted() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage(), target("trap"))) {
      for (int i = 1; i <= 100; i++) {
        rig.history.add(event(i, 112, "event " + i));
      }
      Awaitility.await().atMost(SOON).until(() -> rig.outbox.cursor(channel()) == 100);
      int received = 0;
      while (receiver.next(Duration.ofMillis(300)).isPresent()) {
        received++;
      }
      assertThat(received).isBetween(20, 25);
      assertThat(rig.outbox.suppressed()).isEqualTo(100 - received);
    }
  }

  @Test
  void theLongestTextsStillFitADatagram() throws Exception {
    PictureSketch sketch = SamplePictures.outage();
    sketch.unit = "ü".repeat(120);
    try (AgentRig rig = new AgentRig(sketch, target("trap"))) {
      rig.history.add(new Event(
          1,
          PictureSketch.NOW,
          "primary-failed",
          1,
          "k".repeat(250),
          Severity.CRITICAL,
          "s".repeat(250),
          "ä".repeat(127),
          "",
          List.of()));
      Notification told = next();
      assertThat(told.octets()).isLessThanOrEqualTo(1200);
      assertThat(told.varbinds()).containsKeys("bcsPromotePreview.0", "bcsGapAtFailure.0");
      assertThat(told.text()).startsWith("ää").doesNotContain("\ufffd");
    }
  }

  @Test
  void whatHasNoNotificationOrIsOffIsPassedOver() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage(), target("trap"))) {
      rig.history.add(event(1, 0, "an audit line"));
      rig.history.add(event(2, 108, "generation 41 is verified"));
      rig.history.add(event(3, 107, "wave-b is primary"));
      assertThat(next().name()).isEqualTo("bcsRoleChanged");
      Awaitility.await().atMost(SOON).until(() -> rig.outbox.cursor(channel()) == 3);
      assertThat(rig.outbox.suppressed()).isZero();
    }
  }

  private Notification next() throws InterruptedException {
    Optional<Notification> next = receiver.next(SOON);
    assertThat(next).isPresent();
    return next.get();
  }

  private SnmpSettings.Target target(String type) {
    return new SnmpSettings.Target("127.0.0.1:" + receiver.port(), type, FakeAccess.VIEWER);
  }

  private String channel() {
    return "snmp:127.0.0.1:" + receiver.port();
  }

  private static Event event(long seq, int notification, String text) {
    return new Event(
        seq,
        PictureSketch.NOW,
        "test",
        notification,
        "hq-pbx/test",
        Severity.WARNING,
        "wave-b",
        text,
        "",
        List.of());
  }
}
