package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.status.AlarmKind;
import dev.bcs.status.Event;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.Picture;
import dev.bcs.status.PictureSketch;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import dev.bcs.time.Clocks;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The agent over a real socket, asked by our own client. */
class AgentTest {
  private static final Path GOLDEN = Path.of("test-fixtures/golden/snmp-walk.txt");

  @Test
  void everyObjectOfTheMibIsAnsweredAndNothingElse() throws Exception {
    Mib mib = Mib.load();
    Set<String> readable = mib.nodes().values().stream()
        .filter(n -> n.reach() == Mib.Reach.READ || n.reach() == Mib.Reach.WRITE)
        .map(Mib.Node::name)
        .collect(Collectors.toCollection(TreeSet::new));
    try (AgentRig rig = new AgentRig(FullPicture.sketch())) {
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "silent");
      try (SnmpClient client = rig.viewer()) {
        Set<String> answered = client.walk("bcsMIB").keySet().stream()
            .map(name -> name.substring(0, name.indexOf('.')))
            .collect(Collectors.toCollection(TreeSet::new));
        assertThat(answered).isEqualTo(readable);
      }
    }
  }

  @Test
  void aWalkIsTheOneThatWasAgreed() throws Exception {
    ManualClocks still = new ManualClocks(PictureSketch.NOW);
    try (AgentRig rig = new AgentRig("wave-b", FullPicture.sketch(), true, still)) {
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "silent");
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CLEARED, "wave-a", "heard again");
      try (SnmpClient client = rig.viewer()) {
        String walk = client.walk("bcsMIB").entrySet().stream()
            .map(e -> e.getKey() + " = " + e.getValue() + "\n")
            .collect(Collectors.joining());
        if (Boolean.getBoolean("bcs.golden.write")) {
          Files.createDirectories(GOLDEN.getParent());
          Files.writeString(GOLDEN, walk);
        }
        assertThat(walk).isEqualTo(Files.readString(GOLDEN));
      }
    }
  }

  @Test
  void theGapGrowsByTheSecondWithoutANewPicture() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.secondary());
        SnmpClient client = rig.viewer()) {
      long first = Long.parseLong(client.text("bcsGapSeconds.0"));
      assertThat(first).isBetween(300L, 310L);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Long.parseLong(client.text("bcsGapSeconds.0")) >= first + 2);
      assertThat(Long.parseLong(client.text("bcsUnitPictureAge.0"))).isBetween(2L, 22L);
    }
  }

  @Test
  void whatIsNotKnownFiresEveryThreshold() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.never());
        SnmpClient client = rig.viewer()) {
      assertThat(client.get("bcsGapSeconds.0", "bcsGapPercent.0", "bcsGapLevel.0", "bcsGapSince.0"))
          .containsEntry("bcsGapSeconds.0", "4294967295")
          .containsEntry("bcsGapPercent.0", "9999")
          .containsEntry("bcsGapLevel.0", "5")
          .containsEntry("bcsGapSince.0", "");
    }
  }

  @Test
  void timesCarryTheZoneAndTextsAreCutAtACharacter() throws Exception {
    PictureSketch sketch = SamplePictures.secondary();
    sketch.because = "x" + "ü".repeat(200);
    try (AgentRig rig = new AgentRig(sketch);
        SnmpClient client = rig.viewer()) {
      Map<String, String> read = client.get("bcsGapSince.0", "bcsUnitBecause.0");
      assertThat(read.get("bcsGapSince.0")).startsWith("2026-11-22T11:09:00").endsWith("+01:00");
      assertThat(read.get("bcsUnitBecause.0")).isEqualTo("x" + "ü".repeat(127));
    }
  }

  @Test
  void aNewPictureIsReadAtOnceAndEveryRoleAndBandHasItsCode() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.secondary());
        SnmpClient client = rig.viewer()) {
      for (Picture picture : SamplePictures.all().values()) {
        rig.board.publish(picture);
        assertThat(client.get("bcsUnitRole.0", "bcsUnitBand.0"))
            .containsEntry("bcsUnitRole.0", "" + picture.role().code())
            .containsEntry("bcsUnitBand.0", "" + UnitCells.bandCode(picture.band()));
      }
    }
  }

  @Test
  void tenThousandEventsAreWalkedInOrderAndAHoleIsCaughtUpFromTheLastNumberOneHas()
      throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.secondary());
        SnmpClient client = rig.viewer()) {
      for (int i = 1; i <= 10_000; i++) {
        rig.history.add(event(i));
      }
      assertThat(client.get("bcsEventNewest.0", "bcsEventOldest.0"))
          .containsEntry("bcsEventNewest.0", "10000")
          .containsEntry("bcsEventOldest.0", "1");
      Map<String, String> texts = client.walk("bcsEventText");
      assertThat(texts).hasSize(10_000).containsEntry("bcsEventText.9999", "event 9999");
      assertThat(client.get("bcsEventKind.7", "bcsEventKind.8", "bcsEventText.10001"))
          .containsEntry("bcsEventKind.7", "1.3.6.1.4.1.8072.9999.9999.7401.0.112")
          .containsEntry("bcsEventKind.8", "0.0")
          .doesNotContainKey("bcsEventText.10001");
    }
  }

  @Test
  void usersComeAndGoWithoutARestart() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.secondary())) {
      rig.access.put("nina", "nina-sees-all-2026", false);
      try (SnmpClient nina =
          SnmpClient.connect("127.0.0.1", rig.port(), "nina", "nina-sees-all-2026")) {
        assertThat(nina.text("bcsUnitName.0")).isEqualTo("wave-b");
        rig.access.forget("nina");
        assertThatThrownBy(() -> nina.text("bcsUnitName.0"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("turned the user nina away");
      }
    }
  }

  @Test
  void aWrongPasswordReadsNothingAndIsRecorded() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.secondary());
        SnmpClient client =
            SnmpClient.connect("127.0.0.1", rig.port(), FakeAccess.OPERATOR, "not-the-password")) {
      assertThatThrownBy(() -> client.text("bcsUnitName.0"))
          .hasMessageContaining("turned the user olga away");
      // The report leaves before the failure is recorded.
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> rig.operations.calls("denied snmp").size() == 1);
      assertThat(rig.operations.calls("denied snmp").get(0).order().toString())
          .contains("wrong password");
    }
  }

  @Test
  void aViewerWritesNothingAndIsRecorded() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage());
        SnmpClient viewer = rig.viewer()) {
      assertThat(viewer.promote("wave-b", "wave-a burnt", "unplugged", ""))
          .isEqualTo(new SnmpClient.Answer(false, "noAccess", "bcsPromoteUnit.0"));
      assertThat(rig.operations.calls())
          .singleElement()
          .satisfies(c -> assertThat(c.verb()).isEqualTo("denied set"));
    }
  }

  @Test
  void whereOnlyReadingIsConfiguredNobodyWrites() throws Exception {
    try (AgentRig rig = new AgentRig("wave-b", SamplePictures.outage(), false, Clocks.system());
        SnmpClient operator = rig.operator()) {
      assertThat(operator.promote("wave-b", "wave-a burnt", "unplugged", ""))
          .isEqualTo(new SnmpClient.Answer(false, "notWritable", "bcsPromoteUnit.0"));
      assertThat(rig.operations.calls()).isEmpty();
    }
  }

  @Test
  void aPortInUseIsSaidInASentence() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.secondary())) {
      SnmpSettings same = new SnmpSettings(List.of("udp:127.0.0.1:" + rig.port()), List.of(), true);
      try (SnmpWindow second = new SnmpWindow(
          same,
          new SnmpWindow.Ports(
              rig.board, rig.operations, rig.access, rig.history, rig.outbox, rig.archive),
          rig.clocks)) {
        assertThatThrownBy(second::start)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("snmp cannot listen on udp 127.0.0.1:" + rig.port())
            .hasMessageContaining("hint:");
      }
    }
  }

  @Test
  void startAndCloseMayBeCalledTwice() throws Exception {
    AgentRig rig = new AgentRig(SamplePictures.secondary());
    rig.window.start();
    rig.close();
    rig.close();
    rig.window.start();
    try (SnmpClient client = rig.viewer()) {
      assertThat(client.text("bcsUnitName.0")).isEqualTo("wave-b");
    }
    rig.close();
  }

  private static Event event(int seq) {
    return new Event(
        seq,
        PictureSketch.NOW.plusSeconds(seq),
        "test",
        seq % 2 == 0 ? 0 : 112,
        "hq-pbx/test",
        Severity.WARNING,
        "wave-b",
        "event " + seq,
        "",
        List.of());
  }
}
