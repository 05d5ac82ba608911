package dev.bcs.staging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.files.BytePath;
import dev.bcs.link.Calls;
import dev.bcs.link.Handlers;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Dataset;
import dev.bcs.store.Generation;
import dev.bcs.store.GenerationId;
import dev.bcs.store.GenerationState;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.PackedChunk;
import dev.bcs.store.Store;
import dev.bcs.store.Ticket;
import dev.bcs.store.Verb;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Answers the verbs of {@link Verb}: takes generations in while this unit is the secondary.
 *
 * <p>Verbs that only read the store are answered in every role, so that either unit can restore
 * from the other. At most one generation is received at a time; a new ticket ends the one before,
 * whose primary has evidently begun anew.
 */
public final class Receiver {
  private static final int PIECE = 4 << 20;

  private final Store store;
  private final Slots slots;
  private final List<Dataset> datasets;
  private final Supplier<Role> role;
  private final StagingSettings settings;
  private final Keeper keeper;
  private final Intake intake;

  /**
   * Takes generations in.
   *
   * @param slots not yet started
   * @param datasets of this unit's own configuration
   */
  public Receiver(
      Store store,
      Slots slots,
      List<Dataset> datasets,
      Supplier<Role> role,
      Clocks clocks,
      StagingSettings settings) {
    this.store = store;
    this.slots = slots;
    this.datasets = List.copyOf(datasets);
    this.role = role;
    this.settings = settings;
    this.keeper = new Keeper(store, slots, clocks, settings.keep(), () -> !slots.isBusy());
    this.intake = new Intake(store, slots, this.datasets, clocks, keeper);
  }

  /** Before anything is taken away from the store, this one is asked. */
  public void ask(Alone others) {
    keeper.ask(others);
  }

  /** Datasets that shrank or changed beyond their history, so that nothing is pruned. */
  public List<Suspension> suspended() {
    return keeper.suspended();
  }

  /** A person has looked at the dataset: pruning goes on. False if it was not suspended by it. */
  public boolean agree(String dataset) {
    return keeper.agree(dataset);
  }

  /** Before the link starts. */
  public void register(Handlers handlers) {
    handlers.on(Verb.TICKET, this::ticket);
    handlers.on(Verb.ROOM, this::room);
    handlers.on(Verb.MISSING, this::missing);
    handlers.on(Verb.CHUNKS, this::chunks);
    handlers.on(Verb.MANIFEST, this::manifest);
    handlers.on(Verb.SEAL, this::seal);
    handlers.on(Verb.PROGRESS, this::progress);
    handlers.on(Verb.CONFIRM, this::confirm);
    handlers.on(Verb.ABORT, this::abort);
    handlers.on(Verb.FETCH, this::fetch);
    handlers.on(Verb.GENERATIONS, body -> generations());
    handlers.on(Verb.MANIFEST_OF, this::manifestOf);
  }

  /** Ends what a stop of this program cut off; before the slots and the link are started. */
  public void start() {
    intake.failWhatWasCutOff();
  }

  private void mustBeSecondary() throws RefusedByPeer {
    Role now = role.get();
    if (now != Role.SECONDARY) {
      throw new RefusedByPeer(
          "not-secondary", "this unit is " + now.word() + " and takes no backups");
    }
  }

  byte[] ticket(byte[] body) throws IOException {
    mustBeSecondary();
    JsonNode question = Wire.json(body);
    if (Wire.number(question, "version") != 1) {
      throw new RefusedByPeer(
          "version",
          "this unit speaks version 1 of backup.ticket"
              + "\nhint: bring both units to the same level of bcs");
    }
    long highest = Wire.number(question, "highest");
    if (highest < 0 || highest >= 0xffff_ffffL) {
      throw Wire.malformed("no such number of a generation: " + highest);
    }
    mustHaveTheSame(question);
    mustHaveRoom();
    if (slots.isBusy()) {
      throw new RefusedByPeer("busy", "the generation before is still being staged");
    }
    Ticket ticket = intake.begin(highest);
    ObjectNode answer = Wire.object();
    answer.put("generation", ticket.generation().number());
    answer.put("wall", ticket.wall().toString());
    answer.put("sinceBootMillis", ticket.sinceBoot().toMillis());
    answer.put("bootId", ticket.bootId());
    answer.put("manifest", ManifestCodec.FORMAT);
    answer.put("holds", store.holds(question.path("known").asLong()));
    return Wire.bytes(answer);
  }

  private void mustHaveTheSame(JsonNode question) throws RefusedByPeer {
    Set<String> theirs = new TreeSet<>();
    JsonNode list = question.path("datasets");
    for (JsonNode each : list) {
      theirs.add(Wire.text(each, "id"));
    }
    Set<String> ours = new TreeSet<>();
    datasets.forEach(dataset -> ours.add(dataset.id()));
    if (ours.equals(theirs)) {
      return;
    }
    Set<String> onlyTheirs = new TreeSet<>(theirs);
    onlyTheirs.removeAll(ours);
    Set<String> onlyOurs = new TreeSet<>(ours);
    onlyOurs.removeAll(theirs);
    List<String> differences = new ArrayList<>();
    if (!onlyTheirs.isEmpty()) {
      differences.add("only the primary has " + String.join(", ", onlyTheirs));
    }
    if (!onlyOurs.isEmpty()) {
      differences.add("only the secondary has " + String.join(", ", onlyOurs));
    }
    throw new RefusedByPeer(
        "datasets-differ",
        "the units are configured for different datasets: " + String.join("; ", differences)
            + "\nhint: compare bcs.toml of both units");
  }

  private void mustHaveRoom() throws IOException {
    mustHaveRoom(store.folder());
    for (Dataset dataset : datasets) {
      BytePath parent = BytePath.of(dataset.path()).parent();
      if (store.disk().exists(parent)) {
        mustHaveRoom(parent);
      }
    }
  }

  private void mustHaveRoom(BytePath path) throws IOException {
    long free = store.disk().space(path).free();
    if (free < settings.reserveBytes()) {
      throw new RefusedByPeer(
          "storage-low",
          "the secondary has " + free + " bytes free at " + path + ", and keeps "
              + settings.reserveBytes() + " in reserve\nhint: free space there");
    }
  }

  byte[] room(byte[] body) throws IOException {
    mustBeSecondary();
    JsonNode question = Wire.json(body);
    intake.mustReceive(Wire.generation(question));
    new Room(store, slots, datasets, settings.reserveBytes()).mustSuffice(question);
    return Wire.bytes(Wire.object());
  }

  byte[] missing(byte[] body) throws IOException {
    mustBeSecondary();
    ByteBuffer in = ByteBuffer.wrap(body);
    intake.mustReceive(Wire.generation(in));
    boolean[] lacking = store.chunks().missing(Wire.ids(in));
    byte[] answer = new byte[lacking.length];
    for (int i = 0; i < answer.length; i++) {
      answer[i] = (byte) (lacking[i] ? 1 : 0);
    }
    return answer;
  }

  byte[] chunks(byte[] body) throws IOException {
    mustBeSecondary();
    ByteBuffer in = ByteBuffer.wrap(body);
    GenerationId generation = Wire.generation(in);
    intake.mustReceive(generation);
    try {
      store.chunks().putAll(PackedChunk.readAll(in));
    } catch (DamagedException e) {
      throw new RefusedByPeer("chunk-damaged", String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      throw intake.fail(generation, "chunks could not be kept: " + e.getMessage());
    }
    return new byte[0];
  }

  byte[] manifest(byte[] body) throws IOException {
    mustBeSecondary();
    ByteBuffer in = ByteBuffer.wrap(body);
    GenerationId generation = Wire.generation(in);
    long offset = Wire.eight(in);
    byte[] piece = new byte[in.remaining()];
    in.get(piece);
    intake.manifest(generation, offset, piece);
    return new byte[0];
  }

  byte[] seal(byte[] body) throws IOException {
    mustBeSecondary();
    JsonNode question = Wire.json(body);
    GenerationId generation = Wire.generation(question);
    intake.seal(generation, Wire.number(question, "length"), Wire.text(question, "sha256"));
    return progress(generation);
  }

  byte[] progress(byte[] body) throws IOException {
    mustBeSecondary();
    return progress(Wire.generation(Wire.json(body)));
  }

  private byte[] progress(GenerationId id) throws RefusedByPeer {
    Intake.Standing standing = intake.standing(id);
    ObjectNode answer = Wire.object();
    answer.put("generation", id.number());
    answer.put("state", standing.state().word());
    answer.put("phase", standing.progress().phase());
    answer.put("done", standing.progress().done());
    answer.put("total", standing.progress().total());
    answer.put("detail", standing.detail());
    return Wire.bytes(answer);
  }

  byte[] confirm(byte[] body) throws IOException {
    mustBeSecondary();
    JsonNode question = Wire.json(body);
    long held = Wire.number(question, "of");
    if (held < 1) {
      throw Wire.malformed("no such number of a generation: " + held);
    }
    intake.confirm(Wire.generation(question), new GenerationId(held));
    return new byte[0];
  }

  byte[] abort(byte[] body) throws IOException {
    mustBeSecondary();
    JsonNode question = Wire.json(body);
    intake.abort(Wire.generation(question), Wire.text(question, "why"));
    return new byte[0];
  }

  /** As many of the chunks as fit into one answer, in the order asked, at least one. */
  byte[] fetch(byte[] body) throws IOException {
    keeper.peerReads();
    ByteBuffer answer = ByteBuffer.allocate(Calls.LARGEST_BODY);
    answer.putLong(0);
    for (ContentId id : Wire.ids(ByteBuffer.wrap(body))) {
      PackedChunk chunk;
      try {
        chunk = store.chunks().packed(id);
        chunk.plain();
      } catch (DamagedException e) {
        store.chunks().markBad(List.of(id));
        throw new RefusedByPeer("chunk-damaged", String.valueOf(e.getMessage()));
      }
      if (chunk.length() > answer.remaining()) {
        break;
      }
      chunk.putTo(answer);
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  /** The generations here as JSON, newest first: for the peer, and for windows of this unit. */
  public byte[] generations() {
    ArrayNode list = Wire.object().putArray("generations");
    for (Generation each : store.book().list()) {
      ObjectNode row = list.addObject();
      row.put("generation", each.id().number());
      row.put("state", each.state().word());
      row.put("outcome", each.outcome().map(outcome -> outcome.word()).orElse("none"));
      row.put("captured", each.ticket().wall().toString());
      row.put("verified", each.verifiedAt().map(at -> at.toString()).orElse(null));
      row.put("files", each.files());
      row.put("bytes", each.bytes());
      row.put("slot", slots.slotOf(each.id()));
      row.put("detail", each.detail());
    }
    return Wire.bytes(list);
  }

  byte[] manifestOf(byte[] body) throws IOException {
    keeper.peerReads();
    JsonNode question = Wire.json(body);
    GenerationId id = Wire.generation(question);
    long offset = Wire.number(question, "offset");
    Optional<Generation> known = store.book().find(id);
    if (known.isEmpty() || !known.get().isStored()) {
      throw new RefusedByPeer(
          "generation-unknown",
          "generation " + id + " is not in the store"
              + known
                  .filter(g -> g.state() == GenerationState.FAILED)
                  .map(g -> ": it failed")
                  .orElse(""));
    }
    if (offset < 0) {
      throw Wire.malformed("a manifest has no byte " + offset);
    }
    return store.book().encodedManifest(id, offset, PIECE);
  }
}
