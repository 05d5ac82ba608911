package dev.bcs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * People who call the appliance, leave voicemails, and remember what it acknowledged.
 *
 * <p>Not for several threads at once. Every wait is bounded. A switchboard may be named anew at
 * each call, as callers follow a service to another unit.
 */
public final class Callers {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random;
  private final List<Kept> acknowledged = new ArrayList<>();
  private final HttpClient client = HttpClient.newBuilder()
      .connectTimeout(LIMIT)
      .version(HttpClient.Version.HTTP_1_1)
      .build();

  public Callers(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Something that a switchboard keeps.
   *
   * @param kind {@code voicemail} or {@code call}
   * @param id never given twice; names may be, once a promotion has lost some
   * @param name its sound, relative to the data
   */
  public record Kept(String kind, String id, String name) {}

  /** Leaves one voicemail of one to three seconds; returns once it is acknowledged. */
  public Kept leaveVoicemail(URI switchboard) throws IOException, InterruptedException {
    String mailbox = SampleData.MAILBOXES.get(random.nextInt(SampleData.MAILBOXES.size()));
    byte[] sound =
        Tones.wav(Tones.Coding.LINEAR_16, random.nextLong(), 1_000 + random.nextInt(2_000));
    String query = "/voicemail?mailbox=" + mailbox + "&from=" + encoded(number());
    return post(switchboard.resolve(query), "voicemail", sound);
  }

  /** Makes one call, of which a recording of one to three seconds stays. */
  public Kept call(URI switchboard) throws IOException, InterruptedException {
    String to = SampleData.MAILBOXES.get(random.nextInt(SampleData.MAILBOXES.size()));
    String query =
        "/call?from=" + encoded(number()) + "&to=" + to + "&seconds=" + (1 + random.nextInt(3));
    return post(switchboard.resolve(query), "call", new byte[0]);
  }

  /** Leaves this many voicemails and makes this many calls; stops at the first that fails. */
  public List<Kept> callIn(URI switchboard, int voicemails, int calls)
      throws IOException, InterruptedException {
    List<Kept> done = new ArrayList<>();
    for (int i = 0; i < Math.max(voicemails, calls); i++) {
      if (i < voicemails) {
        done.add(leaveVoicemail(switchboard));
      }
      if (i < calls) {
        done.add(call(switchboard));
      }
    }
    return done;
  }

  /** All that was ever acknowledged to these callers, in order. */
  public List<Kept> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /** Which of the acknowledged a switchboard does not have: what was really lost. */
  public List<Kept> missing(URI switchboard) throws IOException, InterruptedException {
    Set<String> there = new HashSet<>();
    holds(switchboard).forEach(kept -> there.add(kept.id()));
    return acknowledged.stream().filter(kept -> !there.contains(kept.id())).toList();
  }

  /** Voicemails by their notes, calls by the log; at most ten thousand of each. */
  public List<Kept> holds(URI switchboard) throws IOException, InterruptedException {
    List<Kept> all = new ArrayList<>();
    for (JsonNode one : get(switchboard.resolve("/voicemails"))) {
      all.add(kept("voicemail", one));
    }
    for (JsonNode one : get(switchboard.resolve("/calls"))) {
      if (one.path("kind").asText().equals("call")) {
        all.add(kept("call", one));
      }
    }
    return all;
  }

  private Kept post(URI where, String kind, byte[] body) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(where)
        .timeout(LIMIT)
        .header("Content-Type", "audio/wav")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    Kept kept = kept(kind, answer(request, 201));
    acknowledged.add(kept);
    return kept;
  }

  private JsonNode get(URI where) throws IOException, InterruptedException {
    return answer(HttpRequest.newBuilder(where).timeout(LIMIT).build(), 200);
  }

  private JsonNode answer(HttpRequest request, int wanted)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != wanted) {
      throw new IOException(request.uri() + " answered " + answer.statusCode() + ": "
          + answer.body().strip());
    }
    return JSON.readTree(answer.body());
  }

  private static Kept kept(String kind, JsonNode one) {
    return new Kept(kind, one.path("id").asText(), one.path("name").asText());
  }

  private String number() {
    return String.format(Locale.ROOT, "+1555010%04d", 200 + random.nextInt(700));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
