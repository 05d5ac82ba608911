package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every refusal of a promotion and its success through each of the four real doors of a live unit,
 * with the one line of audit that each order leaves.
 */
class FourDoorsTest {
  private static final String REASON = "wave-a burnt, olga";
  private static final long UNKNOWN_GENERATION = 999;
  private static final long STALE = 5;
  private static final Set<String> AUDIT = Set.of(
      "promotion-started", "promotion-refused", "order-accepted", "order-refused", "access-denied");

  @TempDir
  private Path folder;

  private int rows;
  private long seen;

  /** A door, who comes through it, and which orders it cannot even carry. */
  enum Way {
    SNMP("admin@snmp/127.0.0.1"),
    JMX("admin@jmx/127.0.0.1"),
    CLI("\\S+@cli/pid:\\d+"),
    HTTP("admin@http/127.0.0.1");

    private final String actor;

    Way(String actor) {
      this.actor = actor;
    }

    /** A SET and a bean's call are not confirmed by typing: they may waive less. */
    boolean remoteSet() {
      return this == SNMP || this == JMX;
    }

    boolean namesGenerations() {
      return this != JMX;
    }

    /** The fence is a code of the MIB there: what is none is no value of the object. */
    boolean namesFencesByWord() {
      return this != SNMP;
    }

    Door open(LivePair pair, Path folder, boolean viewer) throws Exception {
      DemoUsers users = pair.pair.users;
      String user = viewer ? users.viewer() : users.operator();
      String password = viewer ? users.viewerPassword() : users.operatorPassword();
      return switch (this) {
        case SNMP -> new SnmpDoor(folder, pair.second, user, password);
        case JMX -> new JmxDoor(pair.second, user, password);
        case CLI -> new CliDoor(pair, pair.second);
        case HTTP -> new HttpDoor(pair.second, user, password);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void everyRefusalAndTheSuccessLeaveOneLineOfAuditEach(Way way) throws Exception {
    Path gate = folder.resolve("gate");
    LivePair laid = LivePair.in(folder.resolve("pair"));
    try (LivePair pair = laid.startsWhen(laid.second, gate).start();
        Door door = way.open(pair, folder, false)) {
      seen = newest(pair);
      whileThePeerIsUp(pair, way, door);
      pair.first.killGroup();
      pair.peer(pair.second, "down");
      pair.status(
          pair.second,
          "is refused by nothing but the lack of a fence",
          s -> s.path("readiness").path("refusals").size() == 1);
      seen = newest(pair);
      onceThePeerIsDown(pair, way, door);
      whoMayNot(pair, way, door);
      assertThat(pair.second.status().path("role").asText()).isEqualTo("secondary");
      assertThat(pair.second.status().path("operation").isObject()).isFalse();
      success(pair, way, door, gate);
      System.out.println(way + ": " + rows + " orders left one line of audit each");
    }
  }

  private void whileThePeerIsUp(LivePair pair, Way way, Door door) throws Exception {
    refused(pair, way, door, order(door, "wave-b", REASON, "unplugged", 0), "peer-up");
    if (way.remoteSet()) {
      refused(
          pair,
          way,
          door,
          order(door, "wave-b", REASON, "unplugged", 0, "peer-up"),
          "override-not-allowed-here");
    }
  }

  private void onceThePeerIsDown(LivePair pair, Way way, Door door) throws Exception {
    refused(pair, way, door, order(door, "wave-a", REASON, "unplugged", 0), "wrong-unit");
    refused(
        pair,
        way,
        door,
        new Door.Order("wave-b", REASON, "unplugged", 0, List.of(), STALE),
        "stale-token");
    refused(pair, way, door, order(door, "wave-b", "why", "isolated", 0), "reason-too-short");
    refused(pair, way, door, order(door, "wave-b", REASON, "not-attested", 0), "no-fence");
    refused(
        pair,
        way,
        door,
        order(door, "wave-a", "why", "not-attested", 0),
        "wrong-unit reason-too-short no-fence");
    refused(pair, way, door, order(door, "wave-b", REASON, "command", 0), "fence-command-missing");
    refused(pair, way, door, order(door, "wave-b", REASON, "by-peer", 0), "peer-not-reachable");
    refused(
        pair,
        way,
        door,
        order(door, "wave-b", REASON, "powered-off", 0, "peer-up"),
        "override-not-in-force");
    if (way.namesGenerations()) {
      refused(
          pair,
          way,
          door,
          order(door, "wave-b", REASON, "unplugged", UNKNOWN_GENERATION),
          "generation-unknown");
      refused(
          pair,
          way,
          door,
          order(door, "wave-b", REASON, "unplugged", UNKNOWN_GENERATION, "generation-unknown"),
          "override-not-allowed-here");
    }
    Door.Order wished = order(door, "wave-b", REASON, "wished", 0);
    if (way.namesFencesByWord()) {
      refused(pair, way, door, wished, "fence-unknown");
    } else {
      assertThat(door.promote(wished).words()).contains("wrongValue", "bcsPromoteFence");
      denied(pair, way.actor, "bcsPromoteFence");
    }
  }

  private void whoMayNot(LivePair pair, Way way, Door door) throws Exception {
    if (way != Way.CLI) { // whoever may open the socket is an operator
      long token = door.token();
      try (Door viewers = way.open(pair, folder, true)) {
        Door.Order order = new Door.Order("wave-b", REASON, "unplugged", 0, List.of(), token);
        Door.Answer answer = viewers.promote(order);
        assertThat(answer.done()).as(answer.words()).isFalse();
      }
      denied(pair, way.actor.replace("admin", "noc"), "");
    }
    if (door instanceof JmxDoor jmx) {
      String token = "" + jmx.token();
      for (String[] fields : List.of(
          new String[] {"String", "String", "String", "String", "String"},
          new String[] {"wave-b", REASON, "unplugged", "String", token})) {
        Door.Answer answer = jmx.given(fields);
        assertThat(answer.done()).isFalse();
        assertThat(answer.words()).contains("a field still holds \"String\"");
        denied(pair, way.actor, "String");
      }
    }
  }

  private void success(LivePair pair, Way way, Door door, Path gate) throws Exception {
    Door.Order order = order(door, "wave-b", REASON, "powered-off", 0);
    CompletableFuture<Door.Answer> given =
        CompletableFuture.supplyAsync(() -> promoted(door, order));
    pair.atStep(pair.second, "start");
    audited(pair, "promotion-started", way.actor, order, "operation=OPERATION");

    // Again with the same token: it is that order, and nothing is done or written twice.
    Door.Answer again = door.promote(order);
    assertThat(again.done()).as(again.words()).isTrue();
    assertThat(audit(pair)).isEmpty();
    refused(
        pair,
        way,
        door,
        order(door, "wave-b", REASON, "powered-off", 0),
        "not-secondary operation-running no-generation");
    Files.createFile(gate);
    Door.Answer done = given.get(60, TimeUnit.SECONDS);
    assertThat(done.done()).as(done.words()).isTrue();
    pair.operation(pair.second, "complete");
    pair.role(pair.second, "primary");
    pair.untilServes(pair.second, true);
    seen = newest(pair);
    refused(
        pair,
        way,
        door,
        order(door, "wave-b", REASON, "powered-off", 0),
        "not-secondary no-generation");
  }

  private static Door.Answer promoted(Door door, Door.Order order) {
    try {
      return door.promote(order);
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static Door.Order order(
      Door door, String unit, String reason, String fence, long generation, String... overrides)
      throws Exception {
    return new Door.Order(unit, reason, fence, generation, List.of(overrides), door.token());
  }

  private void refused(LivePair pair, Way way, Door door, Door.Order order, String codes)
      throws Exception {
    Door.Answer answer = door.promote(order);
    assertThat(answer.done()).as(answer.words()).isFalse();
    assertThat(answer.words()).as(codes).satisfies(words -> {
      if (way == Way.SNMP) {
        assertThat(words).contains("Failed object: ", object(codes));
      } else {
        assertThat(words).contains(sentences(codes));
      }
    });
    audited(pair, "promotion-refused", way.actor, order, "refused=" + codes);
  }

  /** The object of the MIB that is named as the one at fault. */
  private static String object(String codes) {
    return switch (codes.split(" ", 2)[0]) {
      case "wrong-unit" -> "bcsPromoteUnit.0";
      case "reason-too-short" -> "bcsPromoteReason.0";
      case "no-fence", "fence-command-missing", "peer-not-reachable" -> "bcsPromoteFence.0";
      case "generation-unknown" -> "bcsPromoteGeneration.0";
      case "override-not-in-force", "override-not-allowed-here" -> "bcsPromoteOverrides.0";
      default -> "bcsPromoteGo.0";
    };
  }

  /** A word of what every other door says to each code. */
  private static List<String> sentences(String codes) {
    List<String> words = new ArrayList<>();
    for (String code : List.of(codes.split(" ", -1))) {
      words.add(
          switch (code) {
            case "wrong-unit" -> "this unit is wave-b";
            case "stale-token" -> "the token is not the current one";
            case "reason-too-short" -> "say who and why";
            case "no-fence" -> "nobody said how the failed unit is kept from serving";
            case "fence-unknown" -> "there is no fence called";
            case "fence-command-missing" -> "fence has no command to run";
            case "peer-not-reachable" -> "it cannot stand down";
            case "peer-up" -> "the peer is ";
            case "generation-unknown" -> "generation 999 does not lie ready";
            case "override-not-in-force" -> "does not refuse it now";
            case "override-not-allowed-here" -> "waived";
            case "no-generation" -> "no verified generation lies ready";
            case "not-secondary" -> "only a secondary is promoted";
            case "operation-running" -> "is running";
            default -> throw new IllegalArgumentException(code);
          });
    }
    return words;
  }

  /** The one line that this order left is alike through every door, but for who and where. */
  private void audited(LivePair pair, String kind, String actor, Door.Order order, String result)
      throws Exception {
    List<JsonNode> lines = audit(pair);
    assertThat(lines).as(result).hasSize(1);
    JsonNode line = lines.get(0);
    List<String> details = new ArrayList<>();
    line.path("details")
        .forEach(d -> details.add(d.asText()
            .replaceAll("^gap=\\d+ s$", "gap=GAP")
            .replaceAll("^operation=\\S+$", "operation=OPERATION")));
    assertThat(line.path("kind").asText()).isEqualTo(kind);
    assertThat(line.path("actor").asText()).matches(actor);
    assertThat(line.path("subject").asText()).isEqualTo("wave-b");
    assertThat(details)
        .containsExactly(
            "verb=promote",
            "unit=" + order.unit(),
            "reason=" + order.reason(),
            "fence=" + order.fence(),
            "generation=" + order.generation(),
            "overrides=" + String.join(" ", order.overrides()),
            result.contains("no-generation") ? "gap=never" : "gap=GAP",
            result);
  }

  private void denied(LivePair pair, String actor, String why) throws Exception {
    List<JsonNode> lines = audit(pair);
    assertThat(lines).as(why).hasSize(1);
    assertThat(lines.get(0).path("kind").asText()).isEqualTo("access-denied");
    assertThat(lines.get(0).path("actor").asText()).matches(actor);
    assertThat(lines.get(0).path("text").asText()).contains(why);
  }

  /** The lines of audit since the last look. */
  private List<JsonNode> audit(LivePair pair) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (JsonNode event : pair.events(pair.second, seen)) {
      seen = event.path("seq").asLong();
      if (AUDIT.contains(event.path("kind").asText())) {
        lines.add(event);
      }
    }
    rows += lines.size();
    return lines;
  }

  private static long newest(LivePair pair) throws Exception {
    List<JsonNode> all = pair.events(pair.second, 0);
    return all.isEmpty() ? 0 : all.get(all.size() - 1).path("seq").asLong();
  }
}
