package dev.bcs.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.backup.Baseline.Known;
import dev.bcs.backup.Survey.Name;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.ContentId;
import dev.bcs.store.Dataset;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.Outcome;
import dev.bcs.store.Ticket;
import dev.bcs.store.Verb;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: ticket, survey, capture, manifest, seal, and waiting for the peer's word.
 *
 * <p>The ticket comes first, so that its time is never after anything that was read. Whoever dies
 * on the way leaves the peer with a generation that was never sealed, which it gives up; the chunks
 * that it has by then need not be sent again.
 */
final class BackupRun {
  private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);
  private static final int PIECE = 4 << 20;
  private static final Duration POLL = Duration.ofMillis(150);
  private static final Duration STALLED = Duration.ofMinutes(15);

  private final List<Dataset> datasets;
  private final Disk disk;
  private final Clocks clocks;
  private final Asking asking;
  private final Meter meter;
  private final Findings findings = new Findings();
  private final @Nullable Baseline before;
  private int format = ManifestCodec.OLDEST;
  private boolean peerLostChunks;
  private final Map<String, Duration> captures = new HashMap<>();
  private long bytesSent;
  private long files;
  private long bytes;

  BackupRun(
      List<Dataset> datasets,
      Disk disk,
      Clocks clocks,
      Asking asking,
      Meter meter,
      @Nullable Baseline before) {
    this.datasets = datasets;
    this.disk = disk;
    this.clocks = clocks;
    this.asking = asking;
    this.meter = meter;
    this.before = before;
  }

  /** A dataset with every name that it is made of. */
  private record Surveyed(
      Survey survey, List<Name> names, Map<BytePath, Known> before, Instant settled) {}

  /** How the run ended well, or nearly so; the baseline is there only if the peer verified it. */
  record Result(Outcome outcome, String detail, Optional<Baseline> baseline) {}

  /** Whether the peer lacked a chunk of the baseline, which it had acknowledged. */
  boolean peerLostChunks() {
    return peerLostChunks;
  }

  /** How long each dataset's capture took. */
  Map<String, Duration> captures() {
    return captures;
  }

  long bytesSent() {
    return bytesSent;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  Result perform(long highest) throws BackupFailed {
    Ticket ticket = ticket(highest);
    meter.generation(ticket.generation().number());
    try {
      List<Surveyed> surveyed = survey();
      Baseline captured = capture(ticket, surveyed);
      send(captured.manifest());
      return await(captured);
    } catch (BackupFailed | RuntimeException e) {
      asking.tell(
          Verb.ABORT,
          Map.of(
              "generation", ticket.generation().number(), "why", String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private Ticket ticket(long highest) throws BackupFailed {
    List<Map<String, String>> told = datasets.stream()
        .map(d -> Map.of("id", d.id(), "kind", d.kind(), "type", d.type()))
        .toList();
    JsonNode answer =
        asking.ask(Verb.TICKET, Map.of("version", 1, "highest", highest, "datasets", told));
    format = Math.min(ManifestCodec.FORMAT, answer.path("manifest").asInt(ManifestCodec.OLDEST));
    try {
      return new Ticket(
          new GenerationId(answer.path("generation").asLong()),
          Instant.parse(answer.path("wall").asText()),
          Duration.ofMillis(answer.path("sinceBootMillis").asLong()),
          answer.path("bootId").asText());
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new BackupFailed("the peer's ticket cannot be read: " + e.getMessage(), e);
    }
  }

  private List<Surveyed> survey() throws BackupFailed {
    List<Surveyed> all = new ArrayList<>();
    for (Dataset dataset : datasets) {
      Survey survey = new Survey(disk, dataset);
      List<Name> names = new ArrayList<>();
      Instant settled;
      try {
        if (disk.stat(survey.at(BytePath.of(""))).kind() == Stat.Kind.SYMBOLIC_LINK) {
          throw new BackupFailed("dataset " + dataset.id() + ": " + dataset.path()
              + " is a symbolic link\nhint: configure the path that it leads to");
        }
        settled = settle(survey);
        survey.walk(new Collector(survey, names));
        Emptied.judge(survey, names, Baseline.extentOf(before, dataset.id()), findings);
      } catch (IOException e) {
        throw new BackupFailed(
            "dataset " + dataset.id() + " cannot be read: " + e.getMessage()
                + "\nhint: its path is " + dataset.path() + "; is it there, and mounted?",
            e);
      }
      all.add(new Surveyed(survey, names, Baseline.namesOf(before, dataset.id()), settled));
      asking.goingOn();
    }
    return all;
  }

  /**
   * From this moment on every write shows in a file's times. One through mapped memory shows only
   * if the page was clean before it, so all pages are written out first.
   */
  private Instant settle(Survey survey) {
    Instant now = clocks.now();
    try {
      disk.syncFileSystem(survey.at(BytePath.of("")));
      return now;
    } catch (IOException e) {
      // Then no file's times are trusted, and the next run reads all anew.
      LOG.warn("dataset {} could not be synced: {}", survey.dataset().id(), e.getMessage());
      return Instant.EPOCH;
    }
  }

  /** Collects names, and notes what stands in the way. */
  private final class Collector implements Survey.Teller {
    private final Survey survey;
    private final List<Name> names;

    Collector(Survey survey, List<Name> names) {
      this.survey = survey;
      this.names = names;
    }

    @Override
    public void name(Name name) {
      names.add(name);
      if (name.stat().isFile()) {
        files++;
        bytes += name.stat().size();
        meter.found();
      }
    }

    @Override
    public void vanished(BytePath path) {
      findings.note(Capture.told(survey, path) + " vanished before it was looked at");
    }

    @Override
    public void skipped(BytePath path, Stat.Kind kind) {
      findings.note(Capture.told(survey, path) + " is a " + kind.toString().toLowerCase(Locale.ROOT)
          + " and was left out");
    }

    @Override
    public void failed(BytePath path, IOException why) {
      findings.wrong(Capture.told(survey, path) + " could not be read: " + why.getMessage());
    }

    @Override
    public boolean mounted(BytePath path) {
      findings.note(Capture.told(survey, path)
          + " is another file system and was captured empty; make it a dataset of its own");
      return false;
    }
  }

  private Baseline capture(Ticket ticket, List<Surveyed> surveyed) throws BackupFailed {
    meter.begin("send", files, bytes);
    if (format < ManifestCodec.FORMAT) {
      findings.note("the peer's bcs is older and takes no attributes, access control lists or holes"
          + " of files yet; update it too");
    }
    try (Courier courier = new Courier(asking, ticket.generation())) {
      Set<ContentId> lacking = courier.lacking(hoped(surveyed));
      peerLostChunks = !lacking.isEmpty();
      List<Manifest.Tree> trees = new ArrayList<>();
      List<List<Baseline.Look>> looks = new ArrayList<>();
      for (Surveyed each : surveyed) {
        long began = clocks.ticks();
        Capture capture =
            new Capture(disk, clocks, each.survey, each.settled, courier, findings, meter);
        if (format < ManifestCodec.FORMAT) {
          capture.forAnOlderPeer();
        }
        Capture.Captured captured = capture.tree(each.names, each.before, lacking);
        trees.add(captured.tree());
        looks.add(captured.looks());
        captures.put(each.survey.dataset().id(), clocks.since(began));
      }
      courier.settle();
      bytesSent = courier.bytesSent();
      Manifest manifest = new Manifest(ticket, findings.outcome(), trees, findings.wrong());
      return new Baseline(manifest, looks);
    }
  }

  /** Chunks that need not be read again if the peer still has them. */
  private static Set<ContentId> hoped(List<Surveyed> surveyed) {
    Set<ContentId> hoped = new HashSet<>();
    for (Surveyed each : surveyed) {
      for (Name name : each.names) {
        Known known = each.before.get(name.path());
        if (known != null && known.surelyStill(name.stat())) {
          hoped.addAll(known.entry().chunks());
        }
      }
    }
    return hoped;
  }

  private void send(Manifest manifest) throws BackupFailed {
    byte[] encoded = ManifestCodec.encode(manifest, format);
    long generation = manifest.ticket().generation().number();
    for (int from = 0; from < encoded.length; from += PIECE) {
      int length = Math.min(PIECE, encoded.length - from);
      ByteBuffer body = ByteBuffer.allocate(16 + length);
      body.putLong(generation).putLong(from).put(encoded, from, length);
      asking.ask(Verb.MANIFEST, body.array());
    }
    bytesSent += encoded.length;
    asking.ask(
        Verb.SEAL,
        Map.of(
            "generation",
            generation,
            "length",
            encoded.length,
            "sha256",
            ContentId.of(encoded).toString()));
  }

  private Result await(Baseline captured) throws BackupFailed {
    Manifest manifest = captured.manifest();
    Outcome outcome = manifest.outcome();
    String last = "";
    long since = clocks.ticks();
    meter.begin("stage", files, bytes);
    while (true) {
      JsonNode answer = asking.ask(
          Verb.PROGRESS, Map.of("generation", manifest.ticket().generation().number()));
      String state = answer.path("state").asText();
      switch (state) {
        case "verified" -> {
          return new Result(
              outcome,
              findings.sentence(),
              outcome == Outcome.COMPLETE ? Optional.of(captured) : Optional.empty());
        }
        case "failed" ->
          throw new BackupFailed(
              "the peer could not use the generation: " + answer.path("detail").asText());
        case "stored", "staged" -> {
          if (outcome == Outcome.INCOMPLETE) {
            return new Result(outcome, findings.sentence(), Optional.empty());
          }
        }
        default -> {}
      }
      meter.begin(phase(state, answer.path("phase").asText()), files, bytes);
      meter.at(answer.path("done").asLong(), answer.path("total").asLong());
      if (!answer.toString().equals(last)) {
        last = answer.toString();
        since = clocks.ticks();
      } else if (clocks.since(since).compareTo(STALLED) > 0) {
        throw new BackupFailed("the peer made no progress for " + STALLED.toMinutes()
            + " min; the last it said: " + last);
      }
      asking.rest(POLL);
    }
  }

  private static String phase(String state, String told) {
    return state.equals("staged") || told.startsWith("verif") ? "verify" : "stage";
  }
}
