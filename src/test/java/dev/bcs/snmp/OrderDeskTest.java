package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.status.Actor;
import dev.bcs.status.FakeOperations;
import dev.bcs.status.Operations;
import dev.bcs.status.PictureSketch;
import dev.bcs.time.ManualClocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.snmp4j.PDU;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** The one handler of SET: what it orders, refuses, remembers and never does twice. */
class OrderDeskTest {
  private static final Actor OLGA = new Actor("olga", Actor.Door.SNMP, "10.0.0.9");
  private static final Actor OTTO = new Actor("otto", Actor.Door.SNMP, "10.0.0.9");
  private static final long TOKEN = 3_141_592_653L;

  private final Mib mib = Mib.load();
  private final ManualClocks clocks = new ManualClocks(PictureSketch.NOW);
  private final FakeOperations operations = new FakeOperations();
  private final LastControl last = new LastControl();
  private final OrderDesk desk = new OrderDesk(mib, operations, clocks, last, true);
  private int requestId = 100;

  @AfterEach
  void nothingElseWasOrdered() {
    operations.verify();
  }

  @Test
  void allValuesInOneRequestPromote() {
    operations.accept("promote");
    assertThat(set(OLGA, whole("wave-b", "wave-a burnt", 2, TOKEN))).isEqualTo(answer(0, 0));
    assertThat(operations.calls("promote")).singleElement().satisfies(c -> {
      assertThat(c.order())
          .isEqualTo(new Operations.PromoteOrder(
              "wave-b", "wave-a burnt", "unplugged", 0, List.of(), TOKEN));
      assertThat(c.actor()).isEqualTo(OLGA);
    });
  }

  @Test
  void theOrderOfTheVarbindsDoesNotMatter() {
    operations.accept("promote");
    List<VariableBinding> reversed = new ArrayList<>(whole("wave-b", "wave-a burnt", 2, TOKEN));
    java.util.Collections.reverse(reversed);
    assertThat(set(OLGA, reversed)).isEqualTo(answer(0, 0));
  }

  @Test
  void valuesMayComeBeforeFromTheSameUserWithinTwoMinutes() {
    set(OLGA, List.of(text("bcsPromoteUnit", "wave-b"), text("bcsPromoteReason", "wave-a burnt")));
    clocks.advance(Duration.ofMinutes(1));
    set(
        OLGA,
        List.of(code("bcsPromoteFence", 3), text("bcsPromoteOverrides", "peer-up  files-open")));
    clocks.advance(Duration.ofMinutes(1));
    operations.accept("promote");
    assertThat(set(OLGA, List.of(number("bcsPromoteGo", TOKEN)))).isEqualTo(answer(0, 0));
    assertThat(operations.calls("promote").get(0).order())
        .isEqualTo(new Operations.PromoteOrder(
            "wave-b", "wave-a burnt", "powered-off", 0, List.of("peer-up", "files-open"), TOKEN));
  }

  @Test
  void valuesOfAnotherUserOrOlderThanTwoMinutesDoNotCount() {
    set(OTTO, List.of(text("bcsPromoteUnit", "wave-b")));
    set(OLGA, List.of(text("bcsPromoteReason", "wave-a burnt")));
    clocks.advance(Duration.ofSeconds(121));
    operations.refuse("promote", "unit", "wrong-unit", "this unit is wave-b");
    assertThat(set(OLGA, List.of(number("bcsPromoteGo", TOKEN))))
        .isEqualTo(answer(PDU.inconsistentValue, 1));
    Operations.PromoteOrder order =
        (Operations.PromoteOrder) operations.calls("promote").get(0).order();
    assertThat(order.unit()).isEmpty();
    assertThat(order.reason()).isEmpty();
  }

  @Test
  void anOrderUsesTheValuesUpAcceptedOrNot() {
    set(OLGA, List.of(text("bcsPromoteUnit", "wave-b"), text("bcsPromoteReason", "wave-a burnt")));
    operations.refuse("promote", "fence", "no-fence", "say how wave-a was disconnected");
    set(OLGA, List.of(number("bcsPromoteGo", TOKEN)));
    operations.refuse("promote", "unit", "wrong-unit", "this unit is wave-b");
    set(OLGA, List.of(number("bcsPromoteGo", TOKEN ^ 1)));
    assertThat(((Operations.PromoteOrder) operations.calls("promote").get(1).order()).unit())
        .isEmpty();
  }

  @Test
  void theObjectThatRefusesIsNamedByItsIndex() {
    refusedAt("unit", "wrong-unit", PDU.wrongValue, 1);
    refusedAt("reason", "reason-too-short", PDU.wrongValue, 2);
    refusedAt("fence", "no-fence", PDU.wrongValue, 3);
    refusedAt("generation", "generation-unknown", PDU.wrongValue, 4);
    refusedAt("overrides", "override-not-in-force", PDU.wrongValue, 5);
    refusedAt("token", "stale-token", PDU.inconsistentValue, 6);
    refusedAt("state", "not-secondary", PDU.inconsistentValue, 6);
    refusedAt("user", "not-permitted", PDU.noAccess, 6);
  }

  @Test
  void anObjectThatWasNotGivenIsRefusedAtGo() {
    operations.refuse("promote", "fence", "no-fence", "say how wave-a was disconnected");
    assertThat(set(
            OLGA,
            List.of(
                text("bcsPromoteUnit", "wave-b"),
                text("bcsPromoteReason", "wave-a burnt"),
                number("bcsPromoteGo", TOKEN))))
        .isEqualTo(answer(PDU.inconsistentValue, 3));
  }

  @Test
  void aTokenOfZeroIsNoTokenHere() {
    assertThat(set(OLGA, whole("wave-b", "wave-a burnt", 2, 0)))
        .isEqualTo(answer(PDU.inconsistentValue, 4));
    assertThat(operations.calls("denied promote")).hasSize(1);
  }

  @Test
  void theWrongUnitIsToldBeforeTheOrder() {
    assertThat(set(
            OLGA, List.of(text("bcsPromoteReason", "because"), text("bcsPromoteUnit", "wave-a"))))
        .isEqualTo(answer(PDU.wrongValue, 2));
  }

  @Test
  void aRetransmissionGetsTheFirstAnswerAndActsOnce() {
    operations.accept("promote");
    List<VariableBinding> order = whole("wave-b", "wave-a burnt", 2, TOKEN);
    assertThat(desk.set(7, order, OLGA, "wave-b", o -> true)).isEqualTo(answer(0, 0));
    assertThat(desk.set(7, order, OLGA, "wave-b", o -> true)).isEqualTo(answer(0, 0));
    assertThat(operations.calls()).hasSize(1);
  }

  @Test
  void aRetransmittedRefusalIsTheSameRefusal() {
    operations.refuse("promote", "fence", "no-fence", "say how wave-a was disconnected");
    List<VariableBinding> order = whole("wave-b", "wave-a burnt", 1, TOKEN);
    OrderDesk.Answer first = desk.set(7, order, OLGA, "wave-b", o -> true);
    assertThat(desk.set(7, order, OLGA, "wave-b", o -> true)).isEqualTo(first);
    assertThat(operations.calls()).hasSize(1);
  }

  @Test
  void otherValuesAnotherUserOrMuchLaterIsAnotherRequest() {
    operations.accept("promote").accept("promote").accept("promote").accept("promote");
    List<VariableBinding> order = whole("wave-b", "wave-a burnt", 2, TOKEN);
    desk.set(7, order, OLGA, "wave-b", o -> true);
    desk.set(7, order, OTTO, "wave-b", o -> true);
    desk.set(7, whole("wave-b", "wave-a drowned", 2, TOKEN), OLGA, "wave-b", o -> true);
    clocks.advance(Duration.ofMinutes(6));
    desk.set(7, order, OLGA, "wave-b", o -> true);
    assertThat(operations.calls("promote")).hasSize(4);
  }

  @Test
  void valuesOfTheWrongTypeLengthOrRangeAreRefusedWithoutAnOrder() {
    assertThat(set(OLGA, List.of(number("bcsPromoteUnit", 1)))).isEqualTo(answer(PDU.wrongType, 1));
    assertThat(set(OLGA, List.of(code("bcsPromoteGo", 1)))).isEqualTo(answer(PDU.wrongType, 1));
    assertThat(set(OLGA, List.of(code("bcsPromoteFence", 7)))).isEqualTo(answer(PDU.wrongValue, 1));
    assertThat(set(OLGA, List.of(text("bcsPromoteReason", "x".repeat(256)))))
        .isEqualTo(answer(PDU.wrongLength, 1));
    assertThat(set(OLGA, List.of(binding("bcsPromoteReason", new OctetString(new byte[] {(byte) 0xc3
        })))))
        .isEqualTo(answer(PDU.wrongValue, 1));
    assertThat(set(OLGA, List.of(number("bcsControlMinutes", 10_081))))
        .isEqualTo(answer(PDU.wrongValue, 1));
    assertThat(set(OLGA, List.of(number("bcsGapSeconds", 1))))
        .isEqualTo(answer(PDU.notWritable, 1));
    assertThat(set(
            OLGA, List.of(text("bcsPromoteReason", "first"), text("bcsPromoteReason", "second"))))
        .isEqualTo(answer(PDU.inconsistentValue, 2));
    assertThat(
            set(OLGA, List.of(number("bcsPromoteGo", TOKEN), number("bcsControlBackupNow", TOKEN))))
        .isEqualTo(answer(PDU.inconsistentValue, 2));
  }

  @Test
  void anOrderWithWhatIsNoValueIsTurnedAwayOnTheRecord() {
    assertThat(set(OLGA, whole("wave-b", "wave-a burnt", 7, TOKEN)))
        .isEqualTo(answer(PDU.wrongValue, 3));
    assertThat(operations.calls("denied promote")).singleElement().satisfies(call -> {
      assertThat(call.actor()).isEqualTo(OLGA);
      assertThat(call.order().toString()).contains("bcsPromoteFence");
    });
  }

  @Test
  void theOtherOrdersTakeUnitReasonAndTokenToo() {
    operations
        .accept("backup")
        .accept("open")
        .accept("resume")
        .accept("rollback")
        .accept("maintenance")
        .accept("acknowledge");
    assertThat(control("bcsControlBackupNow")).isEqualTo(answer(0, 0));
    assertThat(control("bcsControlOpen")).isEqualTo(answer(0, 0));
    assertThat(control("bcsControlResume")).isEqualTo(answer(0, 0));
    assertThat(control("bcsControlRollback")).isEqualTo(answer(0, 0));
    assertThat(control("bcsControlMaintenance", number("bcsControlMinutes", 30)))
        .isEqualTo(answer(0, 0));
    assertThat(control("bcsControlAcknowledge", text("bcsControlAlarm", "gap-exceeded")))
        .isEqualTo(answer(0, 0));
    assertThat(operations.calls("maintenance").get(0).order()).isEqualTo("PT30M switch replaced");
    assertThat(operations.calls("acknowledge").get(0).order())
        .isEqualTo("gap-exceeded switch replaced");
    assertThat(last.shown().result()).isEqualTo(3);
    assertThat(last.shown().token()).isEqualTo(TOKEN);
  }

  @Test
  void controlRefusesTheWrongUnitAShortReasonAndAStaleTokenAtTheirObjects() {
    assertThat(set(
            OLGA,
            List.of(
                text("bcsControlUnit", "wave-a"),
                text("bcsControlReason", "switch replaced"),
                number("bcsControlBackupNow", TOKEN))))
        .isEqualTo(answer(PDU.wrongValue, 1));
    assertThat(set(
            OLGA,
            List.of(
                text("bcsControlUnit", "wave-b"),
                text("bcsControlReason", "short"),
                number("bcsControlBackupNow", TOKEN))))
        .isEqualTo(answer(PDU.wrongValue, 2));
    assertThat(set(
            OLGA,
            List.of(
                text("bcsControlUnit", "wave-b"),
                text("bcsControlReason", "switch replaced"),
                number("bcsControlBackupNow", 5))))
        .isEqualTo(answer(PDU.inconsistentValue, 3));
    assertThat(control("bcsControlMaintenance")).isEqualTo(answer(PDU.inconsistentValue, 3));
    assertThat(operations.calls()).hasSize(4).allMatch(c -> c.verb().startsWith("denied "));
    assertThat(last.shown().detail()).contains("no-minutes");
  }

  @Test
  void aSwitchoverIsRefusedAndSaysWhy() {
    assertThat(control("bcsControlSwitchover")).isEqualTo(answer(PDU.inconsistentValue, 3));
    assertThat(last.shown().detail()).startsWith("not-available: ");
    assertThat(operations.calls("denied switchover")).hasSize(1);
  }

  private void refusedAt(String object, String code, int status, int index) {
    operations.refuse("promote", object, code, "because");
    assertThat(set(
            OLGA,
            List.of(
                text("bcsPromoteUnit", "wave-b"),
                text("bcsPromoteReason", "wave-a burnt"),
                code("bcsPromoteFence", 2),
                number("bcsPromoteGeneration", 41),
                text("bcsPromoteOverrides", "peer-up"),
                number("bcsPromoteGo", TOKEN))))
        .as(object)
        .isEqualTo(answer(status, index));
  }

  private OrderDesk.Answer control(String go, VariableBinding... more) {
    List<VariableBinding> order = new ArrayList<>(List.of(
        text("bcsControlUnit", "wave-b"),
        text("bcsControlReason", "switch replaced"),
        number(go, TOKEN)));
    order.addAll(List.of(more));
    return set(OLGA, order);
  }

  private OrderDesk.Answer set(Actor actor, List<VariableBinding> bindings) {
    return desk.set(requestId++, bindings, actor, "wave-b", o -> true);
  }

  private List<VariableBinding> whole(String unit, String reason, int fence, long token) {
    return List.of(
        text("bcsPromoteUnit", unit),
        text("bcsPromoteReason", reason),
        code("bcsPromoteFence", fence),
        number("bcsPromoteGo", token));
  }

  private VariableBinding text(String object, String text) {
    return binding(object, new OctetString(text));
  }

  private VariableBinding number(String object, long number) {
    return binding(object, new Gauge32(number));
  }

  private VariableBinding code(String object, int code) {
    return binding(object, new Integer32(code));
  }

  private VariableBinding binding(String object, Variable value) {
    return new VariableBinding(mib.instance(object + ".0"), value);
  }

  private static OrderDesk.Answer answer(int status, int index) {
    return new OrderDesk.Answer(status, index);
  }
}
