package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.snmp.LossyRelay;
import dev.bcs.snmp.Tool;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live unit asked and ordered by net-snmp, and its other windows at the same moment. */
class LiveSnmpTest {
  private static final Pattern READABLE = Pattern.compile(
      "^(bcs\\w+) OBJECT-TYPE\\s+SYNTAX\\s+[^\\n]*(?:\\n(?!\\s+MAX-ACCESS)[^\\n]*)*"
          + "\\n\\s+MAX-ACCESS\\s+(?:read-only|read-write)",
      Pattern.MULTILINE);

  @TempDir
  private Path folder;

  @Test
  void theWholeMibIsThereTheGapGrowsAndTheOtherWindowsSayTheSame() throws Exception {
    try (LivePair pair = LivePair.in(folder.resolve("pair")).start()) {
      Map<String, String> walk = walk(pair);
      Set<String> objects = READABLE
          .matcher(Files.readString(Path.of("mibs/BCS-MIB.txt")))
          .results()
          .map(m -> m.group(1))
          .collect(Collectors.toCollection(TreeSet::new));
      Set<String> seen = walk.keySet().stream()
          .map(k -> k.substring(0, k.indexOf('.')))
          .collect(Collectors.toCollection(TreeSet::new));
      System.out.println("snmpwalk of a live unit: " + walk.size() + " values of " + seen.size()
          + " objects; the MIB has " + objects.size());
      assertThat(objects).hasSizeGreaterThan(150).containsAll(seen);
      assertThat(objects.stream().filter(o -> !seen.contains(o)))
          .as("only tables that are empty may be missing")
          .allMatch(o -> o.startsWith("bcsParityItem") || o.startsWith("bcsOperationStep"));
      theGapGrowsByTheSecond(pair);
      allWindowsAgree(pair);
    }
  }

  private void theGapGrowsByTheSecond(LivePair pair) throws Exception {
    long began = Clocks.system().ticks();
    long first = gap(pair);
    List<Long> samples = new ArrayList<>();
    await()
        .atMost(LivePair.LONGEST)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          samples.add(gap(pair));
          return samples.get(samples.size() - 1) >= first + 4;
        });
    double took = (Clocks.system().ticks() - began) / 1e9;
    double grew = samples.get(samples.size() - 1) - first;
    System.out.println("the gap grew by " + grew + " s in " + took + " s: " + samples);
    assertThat(samples).isSorted();
    assertThat(grew).isBetween(took - 2.1, took + 2.1);
  }

  /** The pictures may change between two questions: then all are asked again. */
  private void allWindowsAgree(LivePair pair) throws Exception {
    try (JmxDoor jmx =
        new JmxDoor(pair.second, pair.pair.users.operator(), pair.pair.users.operatorPassword())) {
      await().atMost(LivePair.LONGEST).untilAsserted(() -> {
        JsonNode before = pair.second.status();
        Map<String, String> seen = walk(pair);
        JsonNode after = pair.second.status();
        for (Same each : SAME) {
          String status = word(after.at(each.status).asText());
          assertThat(word(seen.get(each.object))).as(each.toString()).isEqualTo(status);
          if (!each.attribute.isEmpty()) {
            String bean = word(String.valueOf(jmx.attribute(each.attribute)));
            assertThat(bean).as(each.toString()).isEqualTo(status);
          }
        }
        long low = before.path("gap").path("seconds").asLong();
        long high = after.path("gap").path("seconds").asLong();
        assertThat(Long.parseLong(seen.get("bcsGapSeconds.0"))).isBetween(low, high);
        assertThat((Long) jmx.attribute("DataGapSeconds")).isBetween(low, high + 5);
        assertThat(seen.get("bcsAlarmActive.0"))
            .isEqualTo("" + after.path("alarms").size());
        rowsAgree(seen, "bcsDatasetName", after.path("datasets"), "id");
        rowsAgree(seen, "bcsServiceName", after.path("services"), "id");
        rowsAgree(seen, "bcsServiceState", after.path("services"), "state");
        rowsAgree(seen, "bcsForecastClass", after.path("forecast").path("classes"), "class");
        rowsAgree(seen, "bcsForecastFiles", after.path("forecast").path("classes"), "files");
        rowsAgree(seen, "bcsForecastBytes", after.path("forecast").path("classes"), "bytes");
      });
    }
    System.out.println(SAME.size() + " values and 6 columns agree between SNMP, HTTP and JMX");
  }

  private static void rowsAgree(
      Map<String, String> seen, String column, JsonNode list, String field) {
    List<String> there = seen.keySet().stream()
        .filter(k -> k.startsWith(column + "."))
        .map(k -> word(seen.get(k)))
        .toList();
    List<String> said = new ArrayList<>();
    list.forEach(row -> said.add(word(row.path(field).asText())));
    assertThat(there).as(column).containsExactlyElementsOf(said);
  }

  /** Every window has its own way to write a word: not-promotable, notPromotable, "AT RISK". */
  private static String word(String shown) {
    return shown.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** An object of the MIB, the pointer into the status, and the bean's attribute, if it has one. */
  private record Same(String object, String status, String attribute) {}

  private static final List<Same> SAME = List.of(
      new Same("bcsUnitName.0", "/unit", "Unit"),
      new Same("bcsUnitPair.0", "/pair", "Pair"),
      new Same("bcsUnitRole.0", "/role", "Role"),
      new Same("bcsUnitEpoch.0", "/epoch", "Epoch"),
      new Same("bcsUnitVersion.0", "/version", "Version"),
      new Same("bcsUnitBand.0", "/band", "Band"),
      new Same("bcsUnitBecause.0", "/because", "Because"),
      new Same("bcsPeerName.0", "/peer/name", "PeerName"),
      new Same("bcsPeerState.0", "/peer/state", "PeerState"),
      new Same("bcsPeerReason.0", "/peer/reason", "PeerReason"),
      new Same("bcsPeerRole.0", "/peer/role", ""),
      new Same("bcsPeerEpoch.0", "/peer/epoch", ""),
      new Same("bcsGapPercent.0", "/gap/percent", "GapPercent"),
      new Same("bcsGapLevel.0", "/gap/level", "GapLevel"),
      new Same("bcsGapLimit.0", "/gap/limitSeconds", ""),
      new Same("bcsGapGeneration.0", "/gap/generation", ""),
      new Same("bcsBackupOutcome.0", "/lastBackup/outcome", ""),
      new Same("bcsBackupGeneration.0", "/lastBackup/generation", ""),
      new Same("bcsReadinessVerdict.0", "/readiness/verdict", "Readiness"),
      new Same("bcsParityState.0", "/parity/state", ""),
      new Same("bcsPromotePreview.0", "/readiness/preview", ""));

  private long gap(LivePair pair) throws IOException, InterruptedException {
    return Long.parseLong(SnmpDoor.value(
            tool(pair, "snmpget", pair.second.ports().snmp(), List.of("bcsGapSeconds.0")))
        .strip());
  }

  private Map<String, String> walk(LivePair pair) throws IOException, InterruptedException {
    Tool.Ran ran = tool(pair, "snmpwalk", pair.second.ports().snmp(), List.of("bcs"));
    assertThat(ran.exit()).as(ran.output()).isZero();
    Map<String, String> all = new LinkedHashMap<>();
    ran.output()
        .lines()
        .filter(l -> l.matches("bcs\\w+\\.[^=]* = .*"))
        .forEach(l -> all.put(l.substring(0, l.indexOf(" = ")), l.substring(l.indexOf(" = ") + 3)));
    return all;
  }

  private Tool.Ran tool(LivePair pair, String name, int port, List<String> rest)
      throws IOException, InterruptedException {
    return SnmpDoor.tool(
        folder, name, port, pair.pair.users.operator(), pair.pair.users.operatorPassword(), rest);
  }

  @Test
  void aLostAnswerIsAskedForAgainAndTheUnitIsPromotedOnce() throws Exception {
    try (LivePair pair = LivePair.in(folder.resolve("pair")).start();
        LossyRelay relay = new LossyRelay(pair.second.ports().snmp())) {
      pair.first.killGroup();
      pair.peer(pair.second, "down");
      relay.loseAnAnswerOnce(() -> ordered(pair));
      long seen = pair.newest(pair.second);
      String token = SnmpDoor.value(
          tool(pair, "snmpget", pair.second.ports().snmp(), List.of("bcsPromoteToken.0")));
      Tool.Ran set = tool(
          pair,
          "snmpset",
          relay.port(),
          List.of(
              "bcsPromoteUnit.0",
              "s",
              "wave-b",
              "bcsPromoteReason.0",
              "s",
              "wave-a burnt, olga",
              "bcsPromoteFence.0",
              "i",
              "3",
              "bcsPromoteGo.0",
              "u",
              token));
      assertThat(set.exit()).as(set.output()).isZero();
      assertThat(relay.lost()).isEqualTo(1);
      pair.role(pair.second, "primary");
      pair.untilServes(pair.second, true);
      assertThat(pair.events(pair.second, seen).stream()
              .map(e -> e.path("kind").asText())
              .filter(k -> k.matches("promotion-(started|refused)|order-.*|access-denied")))
          .containsExactly("promotion-started");
    }
  }

  private static boolean ordered(LivePair pair) {
    try {
      return pair.second.status().path("operation").isObject();
    } catch (IOException silent) {
      return false;
    }
  }
}
