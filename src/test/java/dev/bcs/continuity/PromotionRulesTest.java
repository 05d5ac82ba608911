package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every refusal alone, and every way to waive it. */
class PromotionRulesTest {
  private static PromotionRules.Facts dead() {
    return new Case(
            Role.SECONDARY,
            "",
            7,
            List.of(),
            PeerState.DOWN,
            PeerReason.SILENT_ON_ALL_PATHS,
            Role.PRIMARY,
            false,
            "",
            List.of())
        .facts();
  }

  /** The facts that a test varies. */
  private record Case(
      Role role,
      String busy,
      long ready,
      List<String> doubts,
      PeerState peer,
      PeerReason because,
      Role peerRole,
      boolean promised,
      String answering,
      List<String> open) {
    PromotionRules.Facts facts() {
      return new PromotionRules.Facts(
          "wave-b",
          role,
          new Epoch(1),
          busy,
          ready,
          doubts,
          peer,
          because,
          peerRole,
          new Epoch(1),
          promised,
          false,
          false,
          answering,
          open);
    }
  }

  private static List<String> codes(PromotionRules.Facts facts, FenceKind fence, long generation) {
    return PromotionRules.refusals(facts, fence, generation).stream()
        .map(Reason::code)
        .toList();
  }

  @Test
  void aDeadPrimaryAndAnAttestedFenceLetItGo() {
    assertThat(codes(dead(), FenceKind.UNPLUGGED, 0)).isEmpty();
    assertThat(codes(dead(), FenceKind.UNPLUGGED, 7)).isEmpty();
  }

  @Test
  void eachFactRefusesByItsOwnCode() {
    PeerState down = PeerState.DOWN;
    PeerReason silent = PeerReason.SILENT_ON_ALL_PATHS;
    assertThat(codes(dead(), FenceKind.NOT_ATTESTED, 0)).containsExactly(Codes.NO_FENCE);
    assertThat(codes(dead(), FenceKind.COMMAND, 0)).containsExactly(Codes.FENCE_COMMAND_MISSING);
    assertThat(codes(dead(), FenceKind.BY_PEER, 0)).containsExactly(Codes.PEER_NOT_REACHABLE);
    assertThat(codes(dead(), FenceKind.ISOLATED, 6)).containsExactly(Codes.GENERATION_UNKNOWN);
    for (Role role : Role.values()) {
      List<String> expected = role == Role.SECONDARY
          ? List.of()
          : List.of(role == Role.UNPAIRED ? Codes.UNPAIRED : Codes.NOT_SECONDARY);
      assertThat(codes(
              new Case(role, "", 7, List.of(), down, silent, Role.PRIMARY, false, "", List.of())
                  .facts(),
              FenceKind.UNPLUGGED,
              0))
          .isEqualTo(expected);
    }
    assertThat(codes(
            new Case(
                    Role.SECONDARY,
                    "x",
                    0,
                    List.of("d"),
                    down,
                    PeerReason.LINK_DOWN_HERE,
                    Role.PRIMARY,
                    true,
                    "y",
                    List.of("z"))
                .facts(),
            FenceKind.UNPLUGGED,
            0))
        .containsExactly(
            Codes.OPERATION_RUNNING,
            Codes.NO_GENERATION,
            Codes.SLOT_IN_DOUBT,
            Codes.SERVICE_STILL_ANSWERING,
            Codes.ROLE_CONFLICT,
            Codes.LINK_DOWN_HERE,
            Codes.FILES_OPEN);
    assertThat(codes(
            new Case(
                    Role.SECONDARY,
                    "",
                    7,
                    List.of(),
                    PeerState.SUSPECT,
                    PeerReason.OBSERVER_LATE,
                    Role.PROMOTING,
                    false,
                    "",
                    List.of())
                .facts(),
            FenceKind.UNPLUGGED,
            0))
        .containsExactly(Codes.PEER_UP, Codes.ROLE_CONFLICT, Codes.OBSERVER_LATE);
  }

  @Test
  void anOverrideWaivesExactlyWhatIsInForce() {
    List<Reason> inForce = PromotionRules.refusals(dead(), FenceKind.NOT_ATTESTED, 0);
    assertThat(judge("cli", FenceKind.NOT_ATTESTED, inForce, Codes.NO_FENCE).accepted())
        .isTrue();
    assertThat(judge("cli", FenceKind.NOT_ATTESTED, inForce, Codes.NO_FENCE, Codes.PEER_UP))
        .satisfies(v -> {
          assertThat(v.object()).isEqualTo("overrides");
          assertThat(v.reasons())
              .extracting(Reason::code)
              .containsExactly(Codes.OVERRIDE_NOT_IN_FORCE);
        });
  }

  @Test
  void fromEachDoorEachCodeIsWaivedOrNot() {
    List<String> waived = new ArrayList<>();
    for (String code : Codes.WAIVABLE) {
      List<Reason> inForce = List.of(new Reason(code, "stands"));
      for (String door : List.of("cli", "http", "snmp", "jmx")) {
        boolean hands = door.equals("cli") || door.equals("http");
        boolean mayRemote = !List.of(
                Codes.PEER_UP,
                Codes.SERVICE_STILL_ANSWERING,
                Codes.ROLE_CONFLICT,
                Codes.PEER_SERVES,
                Codes.NOT_CLOSED)
            .contains(code);
        assertThat(judge(door, FenceKind.UNPLUGGED, inForce, code).accepted())
            .as(code + " from " + door)
            .isEqualTo(hands || mayRemote);
        assertThat(judge(door, FenceKind.BY_PEER, inForce, code).accepted()).isTrue();
        waived.add(code);
      }
    }
    assertThat(waived).hasSize(Codes.WAIVABLE.size() * 4);
    assertThat(judge(
                "cli",
                FenceKind.UNPLUGGED,
                List.of(new Reason(Codes.NOT_SECONDARY, "stands")),
                Codes.NOT_SECONDARY)
            .accepted())
        .isFalse();
  }

  @Test
  void unitTokenAndReasonAreRefusedByTheirObject() {
    assertThat(order("wave-a", 42, "ops: outage", "snmp").object()).isEqualTo("unit");
    assertThat(order("wave-b", 41, "ops: outage", "snmp").object()).isEqualTo("token");
    assertThat(order("wave-b", 0, "ops: outage", "jmx").object()).isEqualTo("token");
    assertThat(order("wave-b", 0, "ops: outage", "http").accepted()).isTrue();
    assertThat(order("wave-b", 42, " String ", "jmx").object()).isEqualTo("reason");
    assertThat(order("String", 7, "", "jmx").reasons())
        .extracting(Reason::code)
        .containsExactly(Codes.WRONG_UNIT, Codes.STALE_TOKEN, Codes.REASON_TOO_SHORT);
  }

  private static PromotionRules.Verdict order(String unit, long token, String reason, String door) {
    Order order = new Order(
        "promote", unit, reason, FenceKind.UNPLUGGED, 0, List.of(), token, door, "ann@x/y");
    return PromotionRules.judge(order, "wave-b", 42, List.of(), Codes.WAIVABLE);
  }

  private static PromotionRules.Verdict judge(
      String door, FenceKind fence, List<Reason> inForce, String... overrides) {
    Order order = new Order(
        "promote", "wave-b", "ops: outage", fence, 0, List.of(overrides), 42, door, "ann@x/y");
    return PromotionRules.judge(order, "wave-b", 42, inForce, Codes.WAIVABLE);
  }
}
