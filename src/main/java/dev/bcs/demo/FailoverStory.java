package dev.bcs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.snmp.Notification;
import dev.bcs.snmp.SnmpClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The main job as a story: calls come in, the primary dies, its spare is promoted by SNMP, what was
 * lost is compared with what was forecast, and the old primary comes back and is held down.
 */
final class FailoverStory {
  private static final Duration BACKUP = Duration.ofSeconds(40);
  private static final Duration VERDICT = Duration.ofSeconds(4);
  private static final Duration PROMOTION = Duration.ofSeconds(30);
  private static final Duration RETURN = Duration.ofSeconds(30);
  private static final long SEED = 101;

  private final DemoPair pair;
  private final Timeline line;
  private final Callers callers = new Callers(SEED);
  private long saved;
  private long held;

  FailoverStory(DemoPair pair, Timeline line) {
    this.pair = pair;
    this.line = line;
  }

  /** Plays it; the first thing that does not hold ends it. */
  void play() throws IOException, InterruptedException {
    pair.start(line);
    callsAreSaved();
    Map<String, Losses.Loss> forecast = callsAreNotYetSaved();
    long killed = line.now();
    primaryDies();
    spareIsPromoted();
    serviceAnswers(killed);
    lossIsCounted(forecast);
    oldPrimaryReturns();
  }

  private void callsAreSaved() throws IOException, InterruptedException {
    int came = callers.callIn(pair.first.switchboard(), 4, 3).size();
    long before = pair.second.status().path("gap").path("generation").asLong();
    pair.first.order("/api/v1/backup", DemoUnit.body().put("reason", "demo: save the calls"));
    JsonNode gap = line.await(
        "a backup of the calls",
        BACKUP,
        () -> Optional.of(pair.second.status().path("gap"))
            .filter(g -> g.path("generation").asLong() > before));
    saved = gap.path("generation").asLong();
    line.say(came + " calls and voicemails came in and were backed up: generation "
        + gap.path("generation").asLong() + " is verified");
  }

  /** Answers the forecast that wave-b holds when wave-a dies. */
  private Map<String, Losses.Loss> callsAreNotYetSaved() throws IOException, InterruptedException {
    int came = callers.callIn(pair.first.switchboard(), 3, 2).size();
    Instant last = Instant.parse(pair.first.status().path("asOf").asText());
    JsonNode forecast = line.await(
        "a forecast that knows of them",
        BACKUP,
        () -> Optional.of(pair.second.status().path("forecast"))
            .filter(f -> f.hasNonNull("asOf"))
            .filter(f -> Instant.parse(f.path("asOf").asText()).isAfter(last)));
    Map<String, Losses.Loss> told = new TreeMap<>();
    for (JsonNode one : forecast.path("classes")) {
      told.put(
          one.path("class").asText(),
          new Losses.Loss(one.path("files").asLong(), one.path("bytes").asLong()));
    }
    line.say(came + " more came in; wave-b would lose: " + text(told));
    return told;
  }

  private void primaryDies() throws IOException, InterruptedException {
    long pid = pair.first.pid();
    long began = line.now();
    line.say("kill -9 -" + pid + ": wave-a dies, its daemon and its switchboard");
    pair.first.killGroup();
    Notification trap = pair.traps
        .next("bcsPrimaryFailed", VERDICT)
        .orElseThrow(
            () -> new DemoFailed("no trap told of it within " + VERDICT.toSeconds() + " s"));
    held = pair.second.status().path("gap").path("generation").asLong();
    line.say("trap bcsPrimaryFailed from " + trap.from() + " after " + line.since(began) + ": "
        + trap.text());
  }

  private void spareIsPromoted() throws IOException, InterruptedException {
    try (SnmpClient snmp = pair.snmp(pair.second)) {
      line.say("SNMP: gap at failure " + snmp.text("bcsGapAtFailure.0") + " s; readiness "
          + pair.second.status().path("readiness").path("verdict").asText());
      SnmpClient.Answer wrong = snmp.promote("wave-a", "demo: the wrong unit", "powered-off", "");
      Timeline.must(!wrong.done(), "an order that names the wrong unit was taken");
      line.say(
          "SNMP SET that names wave-a: refused at " + wrong.object() + " (" + wrong.status() + ")");
      SnmpClient.Answer answer =
          snmp.promote("wave-b", "demo: wave-a was killed", "powered-off", "");
      Timeline.must(
          answer.done(),
          "the promotion was refused at " + answer.object() + ": " + answer.status());
    }
    line.say("SNMP SET promotes wave-b: accepted");
    JsonNode done = line.await("the promotion complete", PROMOTION, () -> {
      JsonNode operation = pair.second.status().path("operation");
      String result = operation.path("result").asText();
      Timeline.must(
          !result.equals("failed") && !result.equals("halted"),
          "the promotion is " + result + ": " + operation.path("detail").asText());
      return Optional.of(operation).filter(o -> result.equals("complete"));
    });
    for (JsonNode step : done.path("steps")) {
      line.more(String.format(
          Locale.ROOT,
          "%d %-28s %6.3f s  %s",
          step.path("number").asInt(),
          step.path("name").asText(),
          step.path("tookSeconds").asDouble(),
          step.path("text").asText()));
    }
    Timeline.must(
        pair.traps.next("bcsPromotionComplete", VERDICT).isPresent(),
        "no trap told that the promotion is complete");
  }

  private void serviceAnswers(long killed) throws IOException, InterruptedException {
    int there = callers.holds(pair.second.switchboard()).size();
    line.say("the service answers on wave-b with " + there + " calls and voicemails, "
        + line.since(killed) + " after the kill");
  }

  private void lossIsCounted(Map<String, Losses.Loss> forecast)
      throws IOException, InterruptedException {
    List<Callers.Kept> missing = callers.missing(pair.second.switchboard());
    Map<String, Losses.Loss> lost = Losses.between(pair.first.data(), pair.second.data());
    line.say("really lost: " + text(lost) + "; of " + callers.acknowledged().size()
        + " acknowledged calls and voicemails, " + missing.size());
    for (Map.Entry<String, Losses.Loss> one : lost.entrySet()) {
      Losses.Loss told = forecast.getOrDefault(one.getKey(), Losses.Loss.NONE);
      Timeline.must(
          told.files() >= one.getValue().files()
              && told.bytes() >= one.getValue().bytes(),
          "more was lost of " + one.getKey() + " than was forecast: " + one.getValue() + ", not "
              + told);
    }
    // The schedule may have saved them too, just before wave-a died.
    boolean right = held == saved ? missing.size() == 5 : missing.size() <= 5;
    Timeline.must(right, "5 came in after the backup, but " + missing + " are lost");
    line.say("the forecast was never less than the truth");
  }

  private void oldPrimaryReturns() throws IOException, InterruptedException {
    pair.first.start();
    line.say("wave-a comes back");
    line.await("wave-a quarantined", RETURN, () -> {
      Timeline.must(!answers(), "wave-a serves although wave-b was promoted");
      return Optional.of(pair.first.status())
          .filter(s -> s.path("role").asText().equals("quarantined"));
    });
    Timeline.must(!answers(), "wave-a is quarantined, but its switchboard answers");
    String role = pair.second.status().path("role").asText();
    Timeline.must(role.equals("primary"), "wave-b is " + role);
    line.say("wave-a is quarantined and its service held down; wave-b goes on serving, in epoch "
        + pair.second.status().path("epoch").asLong());
  }

  private boolean answers() throws IOException {
    HttpURLConnection question =
        (HttpURLConnection) pair.first.switchboard().toURL().openConnection();
    question.setConnectTimeout(500);
    question.setReadTimeout(500);
    try {
      return question.getResponseCode() > 0;
    } catch (ConnectException nobody) {
      return false;
    } finally {
      question.disconnect();
    }
  }

  private static String text(Map<String, Losses.Loss> losses) {
    StringBuilder text = new StringBuilder();
    losses.forEach((kind, loss) -> {
      if (loss.files() > 0) {
        text.append(text.isEmpty() ? "" : ", ")
            .append(loss.files())
            .append(loss.files() == 1 ? " file of " : " files of ")
            .append(kind)
            .append(" (")
            .append(loss.bytes() / 1024)
            .append(" KiB)");
      }
    });
    return text.isEmpty() ? "nothing" : text.toString();
  }
}
