package dev.bcs.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.link.Calls;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.Outcome;
import dev.bcs.store.PackedChunk;
import dev.bcs.store.Verb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A strict secondary in memory: whatever is out of order is an error of the test. */
final class FakePeer implements Calls {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<ContentId, byte[]> chunks = new HashMap<>();
  private final List<Manifest> manifests = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
  private Optional<String> refusal = Optional.empty();
  private String verdict = "verified";
  private int reads = ManifestCodec.FORMAT;
  private long generation = 100;
  private long chunkBytes;
  private int lostCalls;
  private boolean open;
  private int confirmed;

  synchronized List<Manifest> manifests() {
    return List.copyOf(manifests);
  }

  synchronized Manifest last() {
    return manifests.get(manifests.size() - 1);
  }

  synchronized List<String> said() {
    return List.copyOf(said);
  }

  /** How often a generation was confirmed. */
  synchronized int confirmed() {
    return confirmed;
  }

  /** Plain bytes of chunks that came. */
  synchronized long chunkBytes() {
    return chunkBytes;
  }

  synchronized void refuse(String code) {
    refusal = Optional.of(code);
  }

  synchronized void welcome() {
    refusal = Optional.empty();
    lostCalls = 0;
  }

  /** As a peer of an older release, which reads manifests up to this format. */
  synchronized void reads(int format) {
    reads = format;
  }

  synchronized void answer(String state) {
    verdict = state;
  }

  /** The next so many calls do not reach it. */
  synchronized void lose(int calls) {
    lostCalls = calls;
  }

  synchronized void forgetChunks() {
    chunks.clear();
  }

  /** Content of a file as it was received. */
  synchronized byte[] content(String dataset, String path) {
    Entry entry = entry(dataset, path);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    entry.chunks().forEach(id -> all.writeBytes(chunks.get(id)));
    return all.toByteArray();
  }

  synchronized Entry entry(String dataset, String path) {
    return last().trees().stream()
        .filter(tree -> tree.dataset().equals(dataset))
        .flatMap(tree -> tree.entries().stream())
        .filter(entry -> entry.path().toString().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + path));
  }

  @Override
  public synchronized byte[] call(String verb, byte[] body, Duration limit) throws IOException {
    if (body.length > Calls.LARGEST_BODY) {
      throw new AssertionError(verb + " is too large");
    }
    if (lostCalls > 0) {
      lostCalls--;
      throw new IOException("no path to the peer works");
    }
    if (refusal.isPresent()) {
      throw new RefusedByPeer(refusal.get(), "this unit says no");
    }
    said.add(verb);
    return switch (verb) {
      case Verb.TICKET -> ticket(JSON.readTree(body));
      case Verb.ROOM -> new byte[] {'{', '}'};
      case Verb.MISSING -> missing(ByteBuffer.wrap(body));
      case Verb.CHUNKS -> chunks(ByteBuffer.wrap(body));
      case Verb.MANIFEST -> piece(ByteBuffer.wrap(body));
      case Verb.SEAL -> seal(JSON.readTree(body));
      case Verb.PROGRESS -> progress();
      case Verb.CONFIRM -> confirm(JSON.readTree(body));
      case Verb.ABORT -> abort();
      default -> throw new AssertionError("nobody says " + verb);
    };
  }

  private byte[] ticket(JsonNode question) throws IOException {
    if (question.path("version").asInt() != 1 || question.path("datasets").isEmpty()) {
      throw new AssertionError("not a question for a ticket: " + question);
    }
    generation = Math.max(generation, question.path("highest").asLong()) + 1;
    pieces.reset();
    open = true;
    boolean holds = !manifests.isEmpty()
        && last().ticket().generation().number() == question.path("known").asLong()
        && last().trees().stream()
            .flatMap(tree -> tree.entries().stream())
            .allMatch(entry -> chunks.keySet().containsAll(entry.chunks()));
    return JSON.writeValueAsBytes(Map.of(
        "generation",
        generation,
        "holds",
        holds,
        "wall",
        "2026-11-22T12:00:00Z",
        "sinceBootMillis",
        5000,
        "bootId",
        "boot-of-the-peer",
        "manifest",
        reads));
  }

  private void current(ByteBuffer body) {
    if (!open || body.getLong() != generation) {
      throw new AssertionError("not the generation that is being received");
    }
  }

  private byte[] missing(ByteBuffer body) {
    current(body);
    byte[] answer = new byte[body.remaining() / ContentId.BYTES];
    for (int i = 0; i < answer.length; i++) {
      byte[] id = new byte[ContentId.BYTES];
      body.get(id);
      answer[i] = (byte) (chunks.containsKey(new ContentId(id)) ? 0 : 1);
    }
    return answer;
  }

  private byte[] chunks(ByteBuffer body) throws DamagedException {
    current(body);
    for (PackedChunk chunk : PackedChunk.readAll(body)) {
      byte[] plain = chunk.plain();
      chunkBytes += plain.length;
      chunks.put(chunk.id(), plain);
    }
    return new byte[0];
  }

  private byte[] piece(ByteBuffer body) {
    current(body);
    if (body.getLong() != pieces.size()) {
      throw new AssertionError("a piece is not where the last ended");
    }
    byte[] piece = new byte[body.remaining()];
    body.get(piece);
    pieces.writeBytes(piece);
    return new byte[0];
  }

  private byte[] seal(JsonNode question) throws IOException {
    byte[] encoded = pieces.toByteArray();
    if (question.path("length").asInt() != encoded.length
        || !question.path("sha256").asText().equals(ContentId.of(encoded).toString())) {
      throw new AssertionError("another manifest is sealed");
    }
    Manifest manifest = ManifestCodec.decode(encoded);
    for (Manifest.Tree tree : manifest.trees()) {
      for (Entry entry : tree.entries()) {
        if (!chunks.keySet().containsAll(entry.chunks())) {
          throw new AssertionError("chunks of " + entry.path() + " never came");
        }
      }
    }
    open = false;
    manifests.add(manifest);
    return progress();
  }

  private byte[] progress() throws IOException {
    boolean whole = last().outcome() == Outcome.COMPLETE;
    return JSON.writeValueAsBytes(Map.of(
        "generation",
        generation,
        "state",
        whole ? verdict : "stored",
        "phase",
        "done",
        "done",
        0,
        "total",
        0,
        "detail",
        "the disk is full"));
  }

  private byte[] confirm(JsonNode question) throws IOException {
    if (!open || question.path("generation").asLong() != generation) {
      throw new AssertionError("not the generation that is being received");
    }
    if (question.path("of").asLong() != last().ticket().generation().number()) {
      throw new RefusedByPeer("not-ready", "that does not lie ready");
    }
    open = false;
    confirmed++;
    return new byte[0];
  }

  private byte[] abort() {
    open = false;
    return new byte[0];
  }

  @Override
  public boolean connected() {
    return true;
  }
}
