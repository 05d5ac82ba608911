package dev.bcs.link;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls and answers, both ways, over one wire whose hello was agreed on.
 *
 * <pre>
 * frame  4 length of the body · 1 kind · 8 call id · body
 * CALL     4 limit in milliseconds · UTF verb · question
 * ANSWER   answer
 * REFUSAL  UTF code · UTF sentence
 * PING     nothing; said after a second of silence, not answered: both sides say it
 * BYE      UTF sentence
 * </pre>
 *
 * <p>Who hears nothing for three seconds, or gets nothing written for ten, gives the wire up. At
 * most 64 calls and 32 MiB of questions are under way; others wait within their limit. A large
 * frame waits for the large one before it, so that a small one waits for at most one large.
 */
final class Connection implements AutoCloseable {
  static final int MOST_CALLS = 64;
  static final Duration SILENCE = Duration.ofSeconds(3);
  private static final Duration STUCK = Duration.ofSeconds(10);
  private static final Duration PING_AFTER = Duration.ofSeconds(1);
  private static final Duration PING_AGAIN = Duration.ofMillis(50);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int MOST_KIB = 32 << 10;
  private static final int SMALL = 8 << 10;
  private static final int LARGE = 256 << 10;
  private static final int LONGEST_TEXT = 1000;
  private static final int OVERHEAD = 512;

  private static final byte CALL = 1;
  private static final byte ANSWER = 2;
  private static final byte REFUSAL = 3;
  private static final byte PING = 4;
  private static final byte BYE = 5;

  private final Wire wire;
  private final Verbs verbs;
  private final Clocks clocks;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final ReentrantLock largeTurn = new ReentrantLock(true);
  private final Semaphore calls = new Semaphore(MOST_CALLS, true);
  private final Semaphore kib = new Semaphore(MOST_KIB, true);
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String ending = "";

  Connection(Wire wire, Verbs verbs, Clocks clocks) {
    this.wire = wire;
    this.verbs = verbs;
    this.clocks = clocks;
  }

  /** Reads until the wire is lost; answers why it was. */
  String serve() {
    Threads.start("link", "ping", this::ping);
    try {
      while (true) {
        take(wire.in());
      }
    } catch (IOException e) {
      end(e.getMessage() == null ? "the wire broke" : e.getMessage());
    } finally {
      end("its reader failed");
    }
    return ending;
  }

  String remote() {
    return wire.remote();
  }

  boolean alive() {
    return over.getCount() > 0;
  }

  byte[] call(String verb, byte[] body, Duration limit) throws IOException {
    if (body.length > Calls.LARGEST_BODY) {
      throw new IllegalArgumentException("a call carries at most " + Calls.LARGEST_BODY + " bytes");
    }
    long start = clocks.ticks();
    int size = Math.max(1, body.length >> 10);
    try {
      if (!calls.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw tooLate(verb, limit);
      }
      try {
        if (!kib.tryAcquire(size, left(start, limit), TimeUnit.NANOSECONDS)) {
          throw tooLate(verb, limit);
        }
        try {
          return exchange(verb, body, start, limit);
        } finally {
          kib.release(size);
        }
      } finally {
        calls.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while the peer was asked to " + verb)
              .initCause(e);
    }
  }

  private byte[] exchange(String verb, byte[] body, long start, Duration limit)
      throws IOException, InterruptedException {
    long id = ids.incrementAndGet();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    pending.put(id, answer);
    try {
      if (!alive()) {
        throw new IOException("the connection to the peer was lost: " + ending);
      }
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      DataOutputStream fields = new DataOutputStream(head);
      fields.writeInt((int) Math.min(Integer.MAX_VALUE, left(start, limit) / 1_000_000));
      fields.writeUTF(verb);
      if (!send(CALL, id, head.toByteArray(), body, left(start, limit))) {
        throw tooLate(verb, limit);
      }
      return answer.get(left(start, limit), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw tooLate(verb, limit);
    } catch (ExecutionException e) {
      throw asThrownHere(e);
    } finally {
      pending.remove(id);
    }
  }

  /** Each caller gets a trace of his own. */
  private static IOException asThrownHere(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RefusedByPeer refusal) {
      return new RefusedByPeer(refusal.code(), String.valueOf(refusal.getMessage()));
    }
    return new IOException(cause == null ? "the call failed" : cause.getMessage(), cause);
  }

  private long left(long start, Duration limit) {
    return Math.max(0, limit.minus(clocks.since(start)).toNanos());
  }

  private static IOException tooLate(String verb, Duration limit) {
    return new IOException(
        "the peer did not answer " + verb + " within " + limit.toMillis() + " ms");
  }

  /** Gives the wire up if the other side is silent or does not read. */
  void tend(boolean late) {
    if (late) {
      wire.forgive();
    } else if (wire.silent().compareTo(SILENCE) > 0) {
      end("nothing was heard for " + SILENCE.toSeconds() + " s");
    } else if (wire.stuck().compareTo(STUCK) > 0) {
      end("nothing could be written for " + STUCK.toSeconds() + " s");
    }
  }

  /** Says goodbye if that goes at once, and hangs up. */
  void bye(String why) {
    try {
      wire.within(Duration.ofMillis(500));
      send(BYE, 0, text(why), new byte[0], Duration.ofMillis(200).toNanos());
    } catch (IOException | InterruptedException e) {
      // They will see the end of the wire instead.
    } finally {
      end(why);
    }
  }

  @Override
  public void close() {
    end("closed here");
  }

  private void end(String why) {
    synchronized (over) {
      if (over.getCount() == 0) {
        return;
      }
      ending = why;
      over.countDown();
    }
    wire.close();
    IOException lost = new IOException("the connection to the peer was lost: " + why);
    pending.values().forEach(answer -> answer.completeExceptionally(lost));
  }

  private void ping() {
    Duration left = PING_AFTER;
    try {
      while (!over.await(left.toMillis(), TimeUnit.MILLISECONDS)) {
        if (wire.idle().compareTo(PING_AFTER) >= 0) {
          send(PING, 0, new byte[0], new byte[0], 0);
        }
        // A frame that is being written counts once it is out, so that the wire may seem idle
        // still.
        left = PING_AFTER.minus(wire.idle());
        left = left.compareTo(PING_AGAIN) > 0 ? left : PING_AGAIN;
      }
    } catch (IOException e) {
      end("it cannot be written: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes one frame when its turn comes; false if it did not come in time. */
  private boolean send(byte kind, long id, byte[] head, byte[] body, long nanos)
      throws IOException, InterruptedException {
    long start = clocks.ticks();
    if (body.length < LARGE) {
      return sendInTurn(kind, id, head, body, nanos);
    }
    if (!largeTurn.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      return sendInTurn(kind, id, head, body, left(start, Duration.ofNanos(nanos)));
    } finally {
      largeTurn.unlock();
    }
  }

  private boolean sendInTurn(byte kind, long id, byte[] head, byte[] body, long nanos)
      throws IOException, InterruptedException {
    if (!turn.tryLock(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      ByteArrayOutputStream frame = new ByteArrayOutputStream(13 + head.length + SMALL);
      DataOutputStream fields = new DataOutputStream(frame);
      fields.writeInt(head.length + body.length);
      fields.writeByte(kind);
      fields.writeLong(id);
      fields.write(head);
      if (body.length <= SMALL) {
        fields.write(body);
        wire.write(frame.toByteArray(), frame.size());
      } else {
        wire.write(frame.toByteArray(), frame.size());
        wire.write(body, body.length);
      }
      return true;
    } catch (IOException e) {
      // Half a frame may have gone out: nothing more can be said on this wire.
      end("it cannot be written: " + e.getMessage());
      throw e;
    } finally {
      turn.unlock();
    }
  }

  private void take(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte kind = in.readByte();
    long id = in.readLong();
    if (length < 0 || length > Calls.LARGEST_BODY + OVERHEAD) {
      throw new IOException("a frame of " + length + " bytes is too large");
    }
    if (kind == CALL && !verbs.reserve(length)) {
      in.skipNBytes(length);
      refuse(id, "busy", "the peer has too much to do");
      return;
    }
    byte[] body = new byte[length];
    in.readFully(body);
    switch (kind) {
      case CALL -> asked(id, body);
      case ANSWER -> answered(id, body);
      case REFUSAL -> refused(id, body);
      case PING -> {}
      case BYE -> throw new IOException("the peer said goodbye: " + fields(body).readUTF());
      default -> throw new IOException("a frame of unknown kind " + kind);
    }
  }

  private void asked(long id, byte[] body) throws IOException {
    long came = clocks.ticks();
    if (!verbs.run(() -> perform(id, body, came))) {
      verbs.release(body.length);
      refuse(id, "busy", "the peer has too many calls to answer");
    }
  }

  private void perform(long id, byte[] body, long came) {
    try {
      DataInputStream fields = fields(body);
      Duration limit = Duration.ofMillis(fields.readInt());
      String verb = fields.readUTF();
      byte[] question = Arrays.copyOfRange(body, body.length - fields.available(), body.length);
      if (clocks.since(came).compareTo(limit) > 0 || !alive()) {
        return;
      }
      byte[] answer = verbs.answer(verb, question);
      send(ANSWER, id, new byte[0], answer, ANSWER_WITHIN.toNanos());
    } catch (RefusedByPeer refusal) {
      refuse(id, refusal.code(), String.valueOf(refusal.getMessage()));
    } catch (IOException e) {
      end(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      verbs.release(body.length);
    }
  }

  private void refuse(long id, String code, String sentence) {
    try {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      DataOutputStream fields = new DataOutputStream(head);
      fields.writeUTF(bounded(code));
      fields.writeUTF(bounded(sentence));
      send(REFUSAL, id, head.toByteArray(), new byte[0], ANSWER_WITHIN.toNanos());
    } catch (IOException e) {
      end(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answered(long id, byte[] body) {
    CompletableFuture<byte[]> answer = pending.get(id);
    if (answer != null) {
      answer.complete(body);
    }
  }

  private void refused(long id, byte[] body) throws IOException {
    DataInputStream fields = fields(body);
    RefusedByPeer refusal = new RefusedByPeer(fields.readUTF(), fields.readUTF());
    CompletableFuture<byte[]> answer = pending.get(id);
    if (answer != null) {
      answer.completeExceptionally(refusal);
    }
  }

  private static byte[] text(String sentence) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeUTF(bounded(sentence));
    return bytes.toByteArray();
  }

  private static DataInputStream fields(byte[] body) {
    return new DataInputStream(new java.io.ByteArrayInputStream(body));
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }
}
