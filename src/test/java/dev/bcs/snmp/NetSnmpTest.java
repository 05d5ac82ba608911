package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.status.AlarmKind;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent asked and ordered by net-snmp's own tools, as an administrator does. */
class NetSnmpTest {
  private static final String ROOT = "." + Mib.DEFAULT_ROOT;
  private static final String PROMOTE = ROOT + ".1.20";
  private static final String GAP = ROOT + ".1.3.1.0";
  private static final String OLGA = FakeAccess.OPERATOR;
  private static final String PASSWORD = FakeAccess.OPERATOR_PASSWORD;

  @TempDir
  private Path dir;

  @Test
  void snmpwalkReadsTheWholeTreeAndItsBulkSisterTheSame() throws Exception {
    try (AgentRig rig = new AgentRig(FullPicture.sketch())) {
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "silent");
      Tool tool = new Tool(dir);
      Tool.Ran walk =
          tool.snmp("snmpwalk", rig.port(), OLGA, PASSWORD, List.of("-Ov", ROOT + ".1.1"));
      assertThat(walk.output()).contains("STRING: \"wave-b\"").contains("STRING: \"hq-pbx\"");
      Tool.Ran one = tool.snmp("snmpwalk", rig.port(), OLGA, PASSWORD, List.of("-Oq", ROOT));
      Tool.Ran bulk = tool.snmp("snmpbulkwalk", rig.port(), OLGA, PASSWORD, List.of("-Oq", ROOT));
      assertThat(one.exit()).isZero();
      assertThat(numbers(bulk)).isEqualTo(numbers(one)).hasSizeGreaterThan(300);
    }
  }

  @Test
  void namesOfTheMibWorkWithTheModulesBesideIt() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage())) {
      List<String> arguments = new ArrayList<>(List.of(
          "-M",
          "mibs/ietf:mibs",
          "-m",
          "BCS-MIB",
          "-v3",
          "-l",
          "authPriv",
          "-u",
          OLGA,
          "-a",
          "SHA-256",
          "-A",
          PASSWORD,
          "-x",
          "AES",
          "-X",
          PASSWORD,
          "127.0.0.1:" + rig.port()));
      arguments.addAll(List.of("bcsGapLevel.0", "bcsPeerState.0", "bcsUnitBand.0"));
      Tool.Ran ran = new Tool(dir).run("snmpget", "snmp", arguments);
      assertThat(ran.output())
          .contains("BCS-MIB::bcsGapLevel.0 = INTEGER: ok(1)")
          .contains("BCS-MIB::bcsPeerState.0 = INTEGER: down(4)")
          .contains("BCS-MIB::bcsUnitBand.0 = INTEGER: outageDecide(4)");
    }
  }

  @Test
  void snmpsetPromotesInOneRequest() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage())) {
      rig.operations.accept("promote");
      Tool.Ran set = promote(rig, "wave-b", "2", "3141592653");
      assertThat(set.exit()).as(set.output()).isZero();
      assertThat(rig.operations.calls("promote")).singleElement().satisfies(call -> {
        assertThat(call.actor()).hasToString("olga@snmp/127.0.0.1");
        assertThat(call.order().toString()).contains("wave-b", "unplugged", "wave-a burnt");
      });
      rig.operations.verify();
    }
  }

  @Test
  void snmpsetIsToldWhichObjectRefuses() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage())) {
      rig.operations
          .refuse("promote", "unit", "wrong-unit", "this unit is wave-b")
          .refuse("promote", "token", "stale-token", "read the token again")
          .refuse("promote", "fence", "no-fence", "say how wave-a was disconnected");
      refused(promote(rig, "wave-a", "2", "3141592653"), "wrongValue", PROMOTE + ".4.0");
      refused(promote(rig, "wave-b", "2", "99"), "inconsistentValue", PROMOTE + ".9.0");
      refused(promote(rig, "wave-b", "1", "3141592653"), "wrongValue", PROMOTE + ".6.0");
      rig.operations.verify();
    }
  }

  @Test
  void aLostAnswerIsRetriedAndPromotesOnce() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage());
        LossyRelay relay = new LossyRelay(rig.port())) {
      rig.operations.accept("promote");
      relay.loseAnAnswerOnce(() -> !rig.operations.calls().isEmpty());
      Tool.Ran set = promote(relay.port(), "wave-b", "2", "3141592653");
      assertThat(set.exit()).as(set.output()).isZero();
      assertThat(relay.lost()).isEqualTo(1);
      assertThat(rig.operations.calls()).hasSize(1);
      rig.operations.verify();
    }
  }

  @Test
  void withoutPrivacyOrWithVersionTwoNothingIsAnswered() throws Exception {
    try (AgentRig rig = new AgentRig(SamplePictures.outage())) {
      Tool tool = new Tool(dir);
      String host = "127.0.0.1:" + rig.port();
      Tool.Ran noPriv = tool.run(
          "snmpget",
          "snmp",
          List.of(
              "-r0",
              "-v3",
              "-l",
              "authNoPriv",
              "-u",
              OLGA,
              "-a",
              "SHA-256",
              "-A",
              PASSWORD,
              host,
              GAP));
      Tool.Ran noAuth = tool.run(
          "snmpget", "snmp", List.of("-r0", "-v3", "-l", "noAuthNoPriv", "-u", OLGA, host, GAP));
      Tool.Ran community =
          tool.run("snmpget", "snmp", List.of("-r0", "-v2c", "-c", "public", host, GAP));
      Tool.Ran wrong = tool.snmp("snmpget", rig.port(), OLGA, "not-the-password", List.of(GAP));
      Tool.Ran weak = tool.run(
          "snmpget",
          "snmp",
          List.of(
              "-r0",
              "-v3",
              "-l",
              "authPriv",
              "-u",
              OLGA,
              "-a",
              "SHA",
              "-A",
              PASSWORD,
              "-x",
              "DES",
              "-X",
              PASSWORD,
              host,
              GAP));
      for (Tool.Ran ran : List.of(noPriv, noAuth, community, wrong, weak)) {
        assertThat(ran.exit()).as(ran.output()).isNotZero();
        assertThat(ran.output()).doesNotContain("Gauge32");
      }
      assertThat(noPriv.output()).contains("authorizationError");
      assertThat(wrong.output()).contains("Authentication failure");
    }
  }

  private Tool.Ran promote(AgentRig rig, String unit, String fence, String token) throws Exception {
    return promote(rig.port(), unit, fence, token);
  }

  private Tool.Ran promote(int port, String unit, String fence, String token) throws Exception {
    return new Tool(dir)
        .snmp(
            "snmpset",
            port,
            OLGA,
            PASSWORD,
            List.of(
                PROMOTE + ".4.0",
                "s",
                unit,
                PROMOTE + ".5.0",
                "s",
                "wave-a burnt, olga",
                PROMOTE + ".6.0",
                "i",
                fence,
                PROMOTE + ".9.0",
                "u",
                token));
  }

  private static void refused(Tool.Ran ran, String status, String object) {
    assertThat(ran.exit()).as(ran.output()).isNotZero();
    assertThat(ran.output()).contains(status).contains("Failed object: " + object);
  }

  private static List<String> numbers(Tool.Ran ran) {
    return ran.output()
        .lines()
        .filter(l -> l.startsWith("."))
        .map(l -> l.substring(0, l.indexOf(' ')))
        .toList();
  }
}
