package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.continuity.Chronicle;
import dev.bcs.continuity.OperationView;
import dev.bcs.continuity.Situation;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.status.AlarmKind;
import dev.bcs.status.Band;
import dev.bcs.status.Severity;
import dev.bcs.store.GenerationState;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.FenceKind;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.OID;

/** The MIB's text is clean, and says the same codes as the house. */
class MibTest {
  private static final Path FILE = Path.of("mibs/BCS-MIB.txt");
  private final Mib mib = Mib.at(Mib.DEFAULT_ROOT);

  @TempDir
  private Path dir;

  @Test
  void smilintHasNothingToSay() throws Exception {
    assertThat(lint(FILE)).isEmpty();
  }

  @Test
  void underAnotherRootTextAndNumbersMoveTogether() throws Exception {
    Mib moved = Mib.at("1.3.6.1.4.1.32473.5.9");
    Path file = dir.resolve("BCS-MIB");
    Files.writeString(file, moved.text());
    assertThat(lint(file)).isEmpty();
    assertThat(moved.oid("bcsGapSeconds")).isEqualTo(new OID("1.3.6.1.4.1.32473.5.9.1.3.1"));
    assertThat(identifiers(file)).containsEntry("bcsGapSeconds", "1.3.6.1.4.1.32473.5.9.1.3.1");
    assertThat(lint(Files.writeString(file, Mib.at("1.3.6.1.4.1.32473").text())))
        .isEmpty();
  }

  @Test
  void aRootThatCannotBeIsRefusedWithASentence() {
    assertThatThrownBy(() -> Mib.at("1.2.3"))
        .hasMessageContaining("cannot hang under 1.2.3")
        .hasMessageContaining("hint:");
  }

  @Test
  void theNumbersReadHereAreThoseThatAnNmsReads() throws Exception {
    Map<String, String> theirs = identifiers(FILE);
    Map<String, String> ours = new LinkedHashMap<>();
    mib.nodes().forEach((name, node) -> ours.put(name, node.oid().toDottedString()));
    assertThat(theirs).hasSizeGreaterThan(250).containsAllEntriesOf(ours);
    assertThat(ours.keySet())
        .containsAll(theirs.keySet().stream()
            .filter(n -> n.startsWith("bcs") && !n.matches("bcs(NetSnmp|Experimental|Playground)"))
            .toList());
  }

  @Test
  void everyCodeIsTheOneOfTheHouse() {
    same("bcsUnitRole", Role.values(), Role::code, r -> camel(r.word()));
    same("bcsPeerRole", Role.values(), Role::code, r -> camel(r.word()));
    same("bcsPeerState", PeerState.values(), PeerState::code, s -> camel(s.word()));
    same("bcsPeerReason", PeerReason.values(), PeerReason::code, r -> camel(r.word()));
    same("bcsUnitBand", Band.values(), UnitCells::bandCode, b -> camel(b.name()));
    same(
        "bcsGapLevel", Situation.GapLevel.values(), Situation.GapLevel::code, g -> camel(g.word()));
    same(
        "bcsReadinessVerdict",
        Situation.Verdict.values(),
        Situation.Verdict::code,
        v -> camel(v.word()));
    same(
        "bcsServiceState",
        ServiceView.State.values(),
        ServiceView.State::code,
        s -> camel(s.word()));
    same(
        "bcsGenerationState",
        GenerationState.values(),
        GenerationState::code,
        g -> camel(g.word()));
    same(
        "bcsPromoteResult",
        OperationView.Result.values(),
        OperationView.Result::code,
        r -> camel(r.word()));
    same(
        "bcsOperationResult",
        OperationView.Result.values(),
        OperationView.Result::code,
        r -> camel(r.word()));
    same(
        "bcsOperationStepState",
        OperationView.StepState.values(),
        OperationView.StepState::code,
        s -> camel(s.word()));
    same("bcsAlarmSeverity", Severity.values(), Severity::code, s -> camel(s.word()));
    same(
        "bcsPromoteFence",
        FenceKind.values(),
        FenceKind::code,
        f -> f == FenceKind.COMMAND ? "byCommand" : camel(f.word()));
    for (String outcome : List.of("bcsBackupOutcome", "bcsGenerationOutcome")) {
      Map<String, Integer> codes = new LinkedHashMap<>(mib.node(outcome).codes());
      assertThat(codes.remove("none")).isZero();
      assertThat(codes).isEqualTo(codes(Outcome.values(), Outcome::code, o -> camel(o.word())));
    }
  }

  @Test
  void theFencesThatAreOrderedAreThoseOfTheTakeover() {
    assertThat(SetValues.FENCES)
        .isEqualTo(Arrays.stream(FenceKind.values()).map(FenceKind::word).toList());
  }

  @Test
  void everyNotificationOfTheHouseIsInTheMibWithTheSameSevenFirst() {
    List<String> common = mib.node("bcsPrimaryRecovered").objects();
    assertThat(common).hasSize(7);
    for (AlarmKind kind : AlarmKind.values()) {
      startsWith(kind.code(), common);
      startsWith(kind.clearCode(), common);
    }
    for (Chronicle.Kind kind : Chronicle.Kind.values()) {
      if (kind.notification() != 0) {
        startsWith(kind.notification(), common);
      }
    }
  }

  private void startsWith(int notification, List<String> common) {
    OID oid = new OID(mib.oid("bcsNotifications"));
    oid.append(notification);
    Mib.Node node = mib.objectOf(oid).orElseThrow();
    assertThat(node.oid()).isEqualTo(oid);
    assertThat(node.objects().subList(0, 7)).as(node.name()).isEqualTo(common);
  }

  private <E> void same(String object, E[] all, ToIntFunction<E> code, Function<E, String> word) {
    assertThat(mib.node(object).codes()).as(object).isEqualTo(codes(all, code, word));
  }

  private static <E> Map<String, Integer> codes(
      E[] all, ToIntFunction<E> code, Function<E, String> word) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    Arrays.stream(all).forEach(e -> codes.put(word.apply(e), code.applyAsInt(e)));
    return codes;
  }

  /** rolled-back, ROLLED_BACK: rolledBack. */
  private static String camel(String word) {
    StringBuilder camel = new StringBuilder();
    for (String part : word.toLowerCase(Locale.ROOT).split("[-_ ]", -1)) {
      camel.append(camel.isEmpty() ? part.charAt(0) : Character.toUpperCase(part.charAt(0)));
      camel.append(part.substring(1));
    }
    return camel.toString();
  }

  private String lint(Path file) throws IOException, InterruptedException {
    return new Tool(dir)
        .run("smilint", "smitools", List.of("-l", "6", file.toString()))
        .output();
  }

  private Map<String, String> identifiers(Path file) throws IOException, InterruptedException {
    Tool.Ran ran =
        new Tool(dir).run("smidump", "smitools", List.of("-f", "identifiers", file.toString()));
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : ran.output().split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 4 && words[0].equals("BCS-MIB") && words[3].startsWith("1.3.")) {
        found.put(words[1], words[3]);
      }
    }
    return found;
  }
}
