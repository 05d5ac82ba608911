package dev.bcs.backup;

import dev.bcs.store.ContentId;
import dev.bcs.store.GenerationId;
import dev.bcs.store.PackedChunk;
import dev.bcs.store.TreeRules;
import dev.bcs.store.Verb;
import dev.bcs.time.Threads;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands the peer the chunks of one generation that it lacks, a few batches at once.
 *
 * <p>One thread offers; {@value #AT_ONCE} threads ask, compress and send. At most {@value #OPEN}
 * batches of {@value #BATCH_BYTES} bytes are in memory: an offer waits until one is done. The first
 * failure is thrown by the next offer.
 */
final class Courier implements AutoCloseable {
  static final int BATCH_BYTES = TreeRules.LARGEST_CHUNK;
  static final int BATCH_CHUNKS = 2048;
  private static final int LEAST_BATCH = 64 << 10;

  private static final int AT_ONCE = 4;
  private static final int OPEN = 6;
  private static final int IDS_A_CALL = 1 << 16;
  private static final int LEVEL = 1;

  /** Chunks that are known to have been offered; an older one is asked for, and not sent again. */
  private static final int REMEMBERED = 1 << 15;

  private final Asking asking;
  private final GenerationId generation;
  private final ExecutorService hands = Threads.pool("backup", "send", AT_ONCE, OPEN);
  private final Semaphore room = new Semaphore(OPEN);
  private final Map<ContentId, Boolean> offered = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<ContentId, Boolean> eldest) {
      return size() > REMEMBERED;
    }
  };
  private final AtomicLong bytesSent = new AtomicLong();
  private List<Plain> batch = new ArrayList<>();
  private final int most;
  private int batchBytes;
  private volatile @Nullable Throwable failure;

  Courier(Asking asking, GenerationId generation) {
    this.asking = asking;
    this.generation = generation;
    this.most = asking.piece(LEAST_BATCH, BATCH_BYTES);
  }

  /** A chunk that waits for its batch. */
  private record Plain(ContentId id, byte[] content) {}

  long bytesSent() {
    return bytesSent.get();
  }

  /** Which of these the peer lacks. */
  Set<ContentId> lacking(Collection<ContentId> ids) throws BackupFailed {
    Set<ContentId> lacking = new HashSet<>();
    List<ContentId> all = new ArrayList<>(ids);
    for (int from = 0; from < all.size(); from += IDS_A_CALL) {
      List<ContentId> some = all.subList(from, Math.min(all.size(), from + IDS_A_CALL));
      ByteBuffer question = ByteBuffer.allocate(8 + some.size() * ContentId.BYTES);
      question.putLong(generation.number());
      some.forEach(id -> question.put(id.bytes()));
      byte[] answer = asking.ask(Verb.MISSING, question.array());
      if (answer.length != some.size()) {
        throw new BackupFailed(
            "the peer answered " + answer.length + " of " + some.size() + " questions for chunks");
      }
      for (int i = 0; i < answer.length; i++) {
        if (answer[i] != 0) {
          lacking.add(some.get(i));
        }
      }
    }
    return lacking;
  }

  /** Takes a chunk; one that was taken shortly before costs nothing. */
  void offer(ContentId id, byte[] content) throws BackupFailed {
    if (offered.put(id, true) != null) {
      return;
    }
    if (batchBytes + content.length > most || batch.size() == BATCH_CHUNKS) {
      hand();
    }
    batch.add(new Plain(id, content));
    batchBytes += content.length;
  }

  /** Waits until the peer has all that was offered. */
  void settle() throws BackupFailed {
    hand();
    acquire(OPEN);
    room.release(OPEN);
    check();
  }

  private void hand() throws BackupFailed {
    check();
    if (batch.isEmpty()) {
      return;
    }
    List<Plain> full = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    acquire(1);
    hands.execute(() -> {
      try {
        deliver(full);
      } catch (BackupFailed | RuntimeException | Error e) {
        failure = e;
      } finally {
        room.release();
      }
    });
  }

  private void acquire(int permits) throws BackupFailed {
    try {
      while (!room.tryAcquire(permits, 1, TimeUnit.SECONDS)) {
        check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackupFailed("the backup was interrupted", e);
    }
  }

  private void check() throws BackupFailed {
    Throwable first = failure;
    if (first instanceof BackupFailed told) {
      throw told;
    }
    if (first != null) {
      throw new BackupFailed("sending failed: " + first, first);
    }
    asking.goingOn();
  }

  private void deliver(List<Plain> chunks) throws BackupFailed {
    asking.yieldToOthers();
    Set<ContentId> lacking = lacking(chunks.stream().map(Plain::id).toList());
    if (lacking.isEmpty()) {
      return;
    }
    List<PackedChunk> packed = new ArrayList<>();
    int length = 8;
    for (Plain chunk : chunks) {
      if (lacking.contains(chunk.id)) {
        PackedChunk one = PackedChunk.of(chunk.content, LEVEL);
        packed.add(one);
        length += one.length();
      }
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    body.putLong(generation.number());
    packed.forEach(one -> one.putTo(body));
    asking.send(Verb.CHUNKS, body.array());
    bytesSent.addAndGet(length);
  }

  @Override
  public void close() {
    hands.shutdownNow();
  }
}
