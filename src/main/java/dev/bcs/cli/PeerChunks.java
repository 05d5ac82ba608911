package dev.bcs.cli;

import dev.bcs.files.BytePath;
import dev.bcs.link.Calls;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ChunkSource;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.PackedChunk;
import dev.bcs.store.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chunks of the peer's store, fetched some megabytes ahead in the order of the manifest.
 *
 * <p>Each is hashed here. At most one answer of the peer is kept, so memory stays small whatever
 * the generation. Not for several threads.
 */
final class PeerChunks implements ChunkSource {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST = 512;
  private static final int AHEAD = 4 << 20;

  private final Calls calls;
  private final Map<ContentId, PackedChunk> fetched = new HashMap<>();
  private List<ContentId> order = List.of();
  private List<Integer> sizes = List.of();
  private Map<ContentId, Integer> places = Map.of();

  PeerChunks(Calls calls) {
    this.calls = calls;
  }

  /** What is going to be asked for, in this order. */
  void expect(Manifest manifest, List<BytePath> paths) {
    Map<ContentId, Integer> wanted = new LinkedHashMap<>();
    for (Manifest.Tree tree : manifest.trees()) {
      BytePath top = BytePath.of(tree.dataset());
      for (Entry entry : tree.entries()) {
        BytePath path = entry.path().length() == 0 ? top : top.child(entry.path());
        if (paths.isEmpty() || paths.stream().anyMatch(path::startsWith)) {
          for (int i = 0; i < entry.sizes().length; i++) {
            wanted.putIfAbsent(entry.chunks().get(i), entry.sizes()[i]);
          }
        }
      }
    }
    order = new ArrayList<>(wanted.keySet());
    sizes = new ArrayList<>(wanted.values());
    places = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      places.put(order.get(i), i);
    }
    fetched.clear();
  }

  @Override
  public byte[] get(ContentId id) throws IOException {
    PackedChunk chunk = fetched.remove(id);
    if (chunk == null) {
      fetch(id);
      chunk = fetched.remove(id);
    }
    if (chunk == null) {
      throw new DamagedException("the peer did not send chunk " + id);
    }
    return chunk.plain();
  }

  private void fetch(ContentId id) throws IOException {
    fetched.clear();
    try {
      ask(ahead(id));
    } catch (RefusedByPeer oneOfThem) {
      // One damaged chunk refuses all that were asked for with it; a busy peer gets a second try.
      try {
        ask(List.of(id));
      } catch (RefusedByPeer refusal) {
        if (refusal.code().equals("chunk-damaged")) {
          throw new DamagedException(String.valueOf(refusal.getMessage()));
        }
        throw refusal;
      }
    }
  }

  private List<ContentId> ahead(ContentId id) {
    Integer place = places.get(id);
    if (place == null) {
      return List.of(id);
    }
    List<ContentId> some = new ArrayList<>();
    long bytes = 0;
    for (int i = place; i < order.size() && some.size() < MOST && bytes < AHEAD; i++) {
      some.add(order.get(i));
      bytes += sizes.get(i);
    }
    return some;
  }

  private void ask(List<ContentId> ids) throws IOException {
    ByteBuffer question = ByteBuffer.allocate(ids.size() * ContentId.BYTES);
    ids.forEach(id -> question.put(id.bytes()));
    ByteBuffer answer = ByteBuffer.wrap(calls.call(Verb.FETCH, question.array(), LIMIT));
    if (answer.remaining() < Long.BYTES) {
      throw new DamagedException("the peer's answer is cut off");
    }
    answer.getLong();
    PackedChunk.readAll(answer).forEach(chunk -> fetched.put(chunk.id(), chunk));
  }
}
