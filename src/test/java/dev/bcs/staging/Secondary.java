package dev.bcs.staging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.link.Handler;
import dev.bcs.store.ContentId;
import dev.bcs.store.Dataset;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.Outcome;
import dev.bcs.store.PackedChunk;
import dev.bcs.store.Retention;
import dev.bcs.store.Store;
import dev.bcs.store.StoreTables;
import dev.bcs.store.Ticket;
import dev.bcs.store.Verb;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/** A secondary on any disk whose work runs at once on the calling thread, and its primary. */
final class Secondary implements AutoCloseable {
  static final List<Dataset> DATASETS = List.of(
      new Dataset("pbx", "mail", "files", "/live/mail", "voicemail", List.of(), List.of("run/")),
      new Dataset("pbx", "conf", "files", "/live/conf", "configuration", List.of(), List.of()));
  static final BytePath HOME = BytePath.of("/home/bcs");
  static final StagingSettings SETTINGS =
      new StagingSettings(0, new Retention.Keep(1, Duration.ZERO, 0, 0));

  private static final ObjectMapper JSON = new ObjectMapper();

  final Disk disk;
  final Ledger ledger;
  final Store store;
  final Slots slots;
  final Receiver receiver;
  final ManualClocks clocks;
  final Map<String, Handler> verbs = new HashMap<>();
  final List<Runnable> waiting = new ArrayList<>();
  Role role = Role.SECONDARY;
  private final BytePath home;
  int commits;
  int commitsLeft = Integer.MAX_VALUE;
  boolean workerStands;

  /** Starts as the daemon does; the folders must be there. */
  Secondary(Disk disk, Path ledgerFile, ManualClocks clocks) throws IOException {
    this(disk, ledgerFile, clocks, HOME, DATASETS);
  }

  Secondary(Disk disk, Path ledgerFile, ManualClocks clocks, BytePath home, List<Dataset> datasets)
      throws IOException {
    this.disk = disk;
    this.clocks = clocks;
    this.home = home;
    List<Migration> migrations = new ArrayList<>(StoreTables.MIGRATIONS);
    migrations.addAll(StagingTables.MIGRATIONS);
    ledger = Ledger.open(ledgerFile, migrations);
    ledger.beforeCommit(this::commit);
    try {
      store = Store.open(disk, home.child("store"), ledger);
      Executor worker = work -> {
        if (workerStands) {
          waiting.add(work);
        } else {
          work.run();
        }
      };
      slots = new Slots(
          store, datasets, clocks, SETTINGS, () -> role == Role.SECONDARY, () -> 4, worker);
      receiver = new Receiver(store, slots, datasets, () -> role, clocks, SETTINGS);
      receiver.register(verbs::put);
      receiver.start();
      slots.start();
    } catch (IOException | RuntimeException | Crash e) {
      ledger.close();
      throw e;
    }
  }

  private void commit() {
    try {
      // A dead machine commits nothing.
      disk.exists(home);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    commits++;
    if (--commitsLeft <= 0) {
      commitsLeft = 0;
      throw new Crash("commit " + commits);
    }
  }

  void runWaiting() {
    List<Runnable> work = List.copyOf(waiting);
    waiting.clear();
    work.forEach(Runnable::run);
  }

  byte[] call(String verb, byte[] body) throws IOException {
    return Objects.requireNonNull(verbs.get(verb)).answer(body);
  }

  JsonNode ask(String verb, JsonNode body) throws IOException {
    return JSON.readTree(call(verb, JSON.writeValueAsBytes(body)));
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  Ticket ticket() throws IOException {
    ObjectNode question = object().put("version", 1).put("highest", 0);
    DATASETS.forEach(each -> question
        .withArray("datasets")
        .addObject()
        .put("id", each.id())
        .put("kind", each.kind())
        .put("type", each.type()));
    JsonNode answer = ask(Verb.TICKET, question);
    return new Ticket(
        new GenerationId(answer.get("generation").longValue()),
        Instant.parse(answer.get("wall").textValue()),
        Duration.ofMillis(answer.get("sinceBootMillis").longValue()),
        answer.get("bootId").textValue());
  }

  /** A whole run of the primary; answers the number of the generation. */
  GenerationId backup(Tree mail, Tree conf) throws IOException {
    Ticket ticket = ticket();
    send(ticket, Outcome.COMPLETE, mail, conf);
    return ticket.generation();
  }

  void send(Ticket ticket, Outcome outcome, Tree mail, Tree conf) throws IOException {
    sendChunks(ticket, mail);
    sendChunks(ticket, conf);
    seal(ticket, outcome, mail, conf);
  }

  void seal(Ticket ticket, Outcome outcome, Tree mail, Tree conf) throws IOException {
    Manifest manifest =
        Tree.manifest(ticket, outcome, mail.named("pbx/mail"), conf.named("pbx/conf"));
    byte[] encoded = ManifestCodec.encode(manifest);
    for (int at = 0; at < encoded.length; at += 100) {
      byte[] piece = Arrays.copyOfRange(encoded, at, Math.min(encoded.length, at + 100));
      ByteBuffer body = ByteBuffer.allocate(16 + piece.length);
      body.putLong(ticket.generation().number()).putLong(at).put(piece);
      call(Verb.MANIFEST, body.array());
    }
    byte[] sha = ContentId.digest(encoded, 0, encoded.length);
    ask(
        Verb.SEAL,
        object()
            .put("generation", ticket.generation().number())
            .put("length", encoded.length)
            .put("sha256", HexFormat.of().formatHex(sha)));
  }

  /** Sends what lacks, a few chunks a call; answers how many were sent. */
  int sendChunks(Ticket ticket, Tree tree) throws IOException {
    List<ContentId> ids = tree.chunks.keySet().stream().sorted().toList();
    ByteBuffer question = ByteBuffer.allocate(8 + ids.size() * ContentId.BYTES);
    question.putLong(ticket.generation().number());
    ids.forEach(id -> question.put(id.bytes()));
    byte[] lacking = call(Verb.MISSING, question.array());
    int sent = 0;
    for (int i = 0; i < lacking.length; i++) {
      if (lacking[i] == 1) {
        PackedChunk chunk = PackedChunk.of(Objects.requireNonNull(tree.chunks.get(ids.get(i))), 1);
        ByteBuffer body = ByteBuffer.allocate(8 + chunk.length());
        body.putLong(ticket.generation().number());
        chunk.putTo(body);
        call(Verb.CHUNKS, body.array());
        sent++;
      }
    }
    return sent;
  }

  /** "state phase" and the detail, as the primary reads them. */
  String progress(GenerationId id) throws IOException {
    JsonNode answer = ask(Verb.PROGRESS, object().put("generation", id.number()));
    String detail = answer.get("detail").textValue();
    return answer.get("state").textValue() + " " + answer.get("phase").textValue()
        + (detail.isEmpty() ? "" : ": " + detail);
  }

  String generations() throws IOException {
    return new String(call(Verb.GENERATIONS, new byte[0]), StandardCharsets.UTF_8);
  }

  static BytePath slot(String dataset, String letter) {
    return BytePath.of("/live/.bcs/" + dataset + "/slot-" + letter);
  }

  @Override
  public void close() {
    slots.close();
    ledger.close();
  }
}
