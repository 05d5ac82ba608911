package dev.bcs.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.backup.Baseline.Known;
import dev.bcs.backup.Survey.Name;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Scratch;
import dev.bcs.files.Spool;
import dev.bcs.files.Stat;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ContentId;
import dev.bcs.store.Dataset;
import dev.bcs.store.Entry;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.ManifestStream;
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

/**
 * One run: ticket, survey, capture, manifest, seal, and waiting for the peer's word.
 *
 * <p>The ticket comes first, so that its time is never after anything that was read. Whoever dies
 * on the way leaves the peer with a generation that was never sealed, which it gives up; the chunks
 * that it has by then need not be sent again.
 */
final class BackupRun {
  private static final int PIECE = 4 << 20;
  private static final Duration SOON = Duration.ofMillis(4);
  private static final int LEAST_PIECE = 64 << 10;
  private static final Duration POLL = Duration.ofMillis(150);
  private static final int AT_ONCE = 1 << 16;
  private static final Duration STALLED = Duration.ofMinutes(15);

  private final Sources sources;
  private final Disk disk;
  private final Spools spools;
  private final Clocks clocks;
  private final Asking asking;
  private final Meter meter;
  private final Findings findings = new Findings();
  private final @Nullable Baseline before;
  private final List<Moment> moments = new ArrayList<>();
  private int format = ManifestCodec.OLDEST;
  private boolean peerHolds;
  private boolean mayConfirm;
  private boolean peerLostChunks;
  private final Map<String, Duration> captures = new HashMap<>();
  private long bytesSent;
  private long files;
  private long bytes;

  BackupRun(
      Sources sources,
      Spools spools,
      Clocks clocks,
      Asking asking,
      Meter meter,
      @Nullable Baseline before) {
    this.sources = sources;
    this.disk = spools.disk();
    this.spools = spools;
    this.clocks = clocks;
    this.asking = asking;
    this.meter = meter;
    this.before = before;
  }

  /** A dataset with every name that it is made of. */
  private record Surveyed(Survey survey, Spool<Name> names, Remembered before, Instant settled) {}

  /** How the run ended well, or nearly so; the baseline is there only if the peer verified it. */
  record Result(Outcome outcome, String detail, Optional<Baseline> baseline, boolean unchanged) {}

  /**
   * If nothing has changed, the peer may confirm the generation that it has instead of taking
   * another one that is the same.
   */
  void mayConfirm() {
    mayConfirm = true;
  }

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

  /** When each application was captured, as far as the run got. */
  List<Moment> moments() {
    return moments;
  }

  Result perform(long highest) throws BackupFailed {
    try {
      spools.prepare();
    } catch (IOException e) {
      throw new BackupFailed("this unit's own folder cannot be used: " + e.getMessage(), e);
    }
    asking.yieldToOthers();
    Ticket ticket = ticket(highest);
    meter.generation(ticket.generation().number());
    try {
      Map<Dataset, Surveyed> surveyed = survey();
      if (isUnchanged(surveyed) && isConfirmed(ticket)) {
        surveyed.values().forEach(each -> each.names.close());
        return new Result(Outcome.COMPLETE, unchanged(), Optional.empty(), true);
      }
      mustHaveRoom(ticket, surveyed);
      Baseline captured = capture(ticket, surveyed);
      Baseline same = before == null ? null : Sameness.kept(before, captured);
      if (same != null && bytesSent == 0 && isConfirmed(ticket)) {
        return new Result(Outcome.COMPLETE, unchanged(), Optional.of(same), true);
      }
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

  /** What is dumped, or looked at only while it is held still, has to be captured to tell. */
  private boolean isUnchanged(Map<Dataset, Surveyed> surveyed) {
    boolean all = surveyed.size() == sources.datasets().size();
    if (before == null || !mayConfirm || !all || findings.outcome() != Outcome.COMPLETE) {
      return false;
    }
    for (Surveyed each : surveyed.values()) {
      String dataset = each.survey.dataset().id();
      if (each.settled.equals(Instant.EPOCH) || !Sameness.of(each.names, before, dataset)) {
        return false;
      }
    }
    return true;
  }

  private boolean isConfirmed(Ticket ticket) throws BackupFailed {
    return before != null
        && mayConfirm
        && peerHolds
        && asking.agrees(
            Verb.CONFIRM,
            Map.of("generation", ticket.generation().number(), "of", before.generation()));
  }

  private String unchanged() {
    String noted = findings.sentence();
    return "nothing has changed" + (noted.isEmpty() ? "" : "; " + noted);
  }

  private Ticket ticket(long highest) throws BackupFailed {
    List<Map<String, String>> told = sources.datasets().stream()
        .map(d -> Map.of("id", d.id(), "kind", d.kind(), "type", d.type()))
        .toList();
    long known = before == null ? 0 : before.generation();
    JsonNode answer = asking.ask(
        Verb.TICKET, Map.of("version", 1, "highest", highest, "datasets", told, "known", known));
    peerHolds = known > 0 && answer.path("holds").asBoolean();
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

  private Map<Dataset, Surveyed> survey() throws BackupFailed {
    Map<Dataset, Surveyed> all = new HashMap<>();
    for (Dataset dataset : sources.datasets()) {
      if (sources.isSurveyedFirst(dataset)) {
        all.put(dataset, survey(dataset));
      }
    }
    return all;
  }

  private Surveyed survey(Dataset dataset) throws BackupFailed {
    Survey survey = new Survey(disk, dataset);
    Spool<Name> names = spools.names();
    Instant settled;
    try {
      if (disk.stat(survey.at(BytePath.of(""))).kind() == Stat.Kind.SYMBOLIC_LINK) {
        throw new BackupFailed("dataset " + dataset.id() + ": " + dataset.path()
            + " is a symbolic link\nhint: configure the path that it leads to");
      }
      settled = Settled.now(disk, clocks, dataset);
      survey.walk(new Collector(survey, names));
      Emptied.judge(survey, names, Baseline.extentOf(before, dataset.id()), findings);
    } catch (IOException e) {
      throw new BackupFailed(
          "dataset " + dataset.id() + " cannot be read: " + e.getMessage() + "\nhint: its path is "
              + dataset.path() + "; is it there, and mounted?",
          e);
    }
    asking.goingOn();
    return new Surveyed(survey, names, Baseline.namesOf(before, dataset.id()), settled);
  }

  /** The peer is told how much comes, so that one with too small a disk says so at once. */
  private void mustHaveRoom(Ticket ticket, Map<Dataset, Surveyed> surveyed) throws BackupFailed {
    long fresh = 0;
    List<Map<String, Object>> told = new ArrayList<>();
    for (Dataset dataset : sources.datasets()) {
      Surveyed each = surveyed.get(dataset);
      long all = 0;
      if (each == null) {
        // Not known before it is dumped, or held still; what it had is the best guess.
        all = Baseline.entriesOf(before, dataset.id()).stream()
            .mapToLong(Entry::size)
            .sum();
      } else {
        for (Name name : each.names) {
          Known known = each.before.at(name.path());
          long size = name.stat().isFile() ? name.stat().size() : 0;
          all += size;
          fresh += known != null && known.surelyStill(name.stat()) ? 0 : size;
        }
      }
      told.add(Map.of("id", dataset.id(), "bytes", all));
    }
    try {
      asking.ask(
          Verb.ROOM,
          Map.of("generation", ticket.generation().number(), "datasets", told, "fresh", fresh));
    } catch (BackupFailed e) {
      if (!(e.getCause() instanceof RefusedByPeer r) || !r.code().equals("unknown-verb")) {
        throw e;
      }
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

  private Baseline capture(Ticket ticket, Map<Dataset, Surveyed> surveyed) throws BackupFailed {
    meter.begin("send", files, bytes);
    if (format < ManifestCodec.FORMAT) {
      findings.note("the peer's bcs is older and takes no attributes, access control lists or holes"
          + " of files yet; update it too");
    }
    try (Courier courier = new Courier(asking, ticket.generation())) {
      Set<ContentId> lacking = peerHolds ? Set.of() : lacking(courier, surveyed);
      peerLostChunks = !lacking.isEmpty();
      List<Manifest.Tree> trees = new ArrayList<>();
      List<List<Baseline.Look>> looks = new ArrayList<>();
      for (List<Dataset> application : sources.applications()) {
        Holding.Hold hold = sources.holding().begin(application.get(0).application(), findings);
        try (hold) {
          for (Dataset dataset : application) {
            long began = clocks.ticks();
            Capture.Captured captured = dataset.isFiles()
                ? files(dataset, surveyed, courier, lacking)
                : dump(dataset, courier, lacking);
            trees.add(captured.tree());
            looks.add(captured.looks());
            captures.put(dataset.id(), clocks.since(began));
          }
        }
        moments.add(hold.moment());
      }
      courier.settle();
      bytesSent = courier.bytesSent();
      Manifest manifest = new Manifest(ticket, findings.outcome(), trees, findings.wrong());
      return new Baseline(manifest, looks);
    }
  }

  private Capture.Captured files(
      Dataset dataset, Map<Dataset, Surveyed> surveyed, Courier courier, Set<ContentId> lacking)
      throws BackupFailed {
    Surveyed each = surveyed.get(dataset);
    if (each == null) {
      each = survey(dataset);
      meter.begin("send", files, bytes);
    }
    Capture capture =
        new Capture(spools, clocks, each.survey, each.settled, courier, findings, meter);
    if (format < ManifestCodec.FORMAT) {
      capture.forAnOlderPeer();
    }
    Capture.Captured captured = capture.tree(each.names, each.before, lacking);
    each.names.close();
    return captured;
  }

  private Capture.Captured dump(Dataset dataset, Courier courier, Set<ContentId> lacking)
      throws BackupFailed {
    DumpCapture dump = new DumpCapture(disk, clocks, sources, courier, meter);
    long live = dump.look(dataset);
    files++;
    bytes += live;
    meter.begin("send", files, bytes);
    List<Known> known = Baseline.dumpOf(before, dataset.id());
    Optional<Capture.Captured> same = dump.unchanged(dataset, known, lacking);
    return same.isPresent() ? same.get() : dump.take(dataset, asking::isGivenUp, findings);
  }

  /** Of the chunks that need not be read again, those that the peer lacks. */
  private Set<ContentId> lacking(Courier courier, Map<Dataset, Surveyed> surveyed)
      throws BackupFailed {
    Set<ContentId> lacking = new HashSet<>();
    Set<ContentId> hoped = new HashSet<>();
    for (Dataset dataset : sources.datasets()) {
      Surveyed each = surveyed.get(dataset);
      if (each == null) {
        for (Entry entry : Baseline.entriesOf(before, dataset.id())) {
          hoped.addAll(entry.chunks());
          ask(courier, hoped, lacking, AT_ONCE);
        }
        continue;
      }
      for (Name name : each.names) {
        Known known = each.before.at(name.path());
        if (known != null && known.surelyStill(name.stat())) {
          hoped.addAll(known.entry().chunks());
        }
        ask(courier, hoped, lacking, AT_ONCE);
      }
    }
    ask(courier, hoped, lacking, 0);
    return lacking;
  }

  private static void ask(Courier courier, Set<ContentId> hoped, Set<ContentId> lacking, int least)
      throws BackupFailed {
    if (hoped.size() >= least) {
      lacking.addAll(courier.lacking(hoped));
      hoped.clear();
    }
  }

  private void send(Manifest manifest) throws BackupFailed {
    long generation = manifest.ticket().generation().number();
    int most = asking.piece(LEAST_PIECE, PIECE);
    try (Scratch encoded = spools.scratch()) {
      ManifestStream.Written written = ManifestStream.write(manifest, format, encoded);
      for (long from = 0; from < written.length(); from += most) {
        byte[] piece = encoded.read(from, most);
        ByteBuffer body = ByteBuffer.allocate(16 + piece.length);
        body.putLong(generation).putLong(from).put(piece);
        asking.send(Verb.MANIFEST, body.array());
      }
      bytesSent += written.length();
      asking.ask(
          Verb.SEAL,
          Map.of("generation", generation, "length", written.length(), "sha256", written.sha256()));
    } catch (IOException e) {
      throw new BackupFailed("the manifest could not be written: " + e.getMessage(), e);
    }
  }

  private Result await(Baseline captured) throws BackupFailed {
    Manifest manifest = captured.manifest();
    Outcome outcome = manifest.outcome();
    String last = "";
    long since = clocks.ticks();
    Duration rest = SOON;
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
              outcome == Outcome.COMPLETE ? Optional.of(captured) : Optional.empty(),
              false);
        }
        case "failed" ->
          throw new BackupFailed(
              "the peer could not use the generation: " + answer.path("detail").asText());
        case "stored", "staged" -> {
          if (outcome == Outcome.INCOMPLETE) {
            return new Result(outcome, findings.sentence(), Optional.empty(), false);
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
      asking.rest(rest);
      rest = rest.multipliedBy(2).compareTo(POLL) < 0 ? rest.multipliedBy(2) : POLL;
    }
  }

  private static String phase(String state, String told) {
    return state.equals("staged") || told.startsWith("verif") ? "verify" : "stage";
  }
}
