package dev.bcs.http;

import dev.bcs.status.Board;
import dev.bcs.status.Event;
import dev.bcs.status.History;
import dev.bcs.status.Picture;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live streams: a beat with the status every second, and each event once.
 *
 * <p>One thread owns all of it. A slow reader never holds more than one piece in flight: of beats
 * he gets the newest only, events he reads from the log at his own pace, so nothing is queued for
 * him. A reader who comes back with the id of his last event goes on there; if the log began anew,
 * at its beginning.
 */
final class Streams implements AutoCloseable {
  static final int MOST = 64;
  private static final int EVENTS_AT_ONCE = 100;
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  private final Board board;
  private final History history;
  private final Clocks clocks;
  private final ScheduledExecutorService thread = Threads.timer("http", "stream");
  private final Set<Reader> readers = new LinkedHashSet<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private @Nullable AutoCloseable listening;
  private @Nullable Future<?> beating;
  private boolean broken;

  Streams(Board board, History history, Clocks clocks) {
    this.board = board;
    this.history = history;
    this.clocks = clocks;
  }

  void start() {
    beating = thread.scheduleAtFixedRate(guarded(this::beat), 1, 1, TimeUnit.SECONDS);
    listening = history.listen(event -> {
      if (woken.compareAndSet(false, true)) {
        submit(() -> {
          woken.set(false);
          readers.forEach(Reader::go);
        });
      }
    });
  }

  /** The log's own name, which stands before each number so that another log is noticed. */
  private String logName() {
    return HexFormat.of().formatHex(history.logId());
  }

  /**
   * Where to begin: after the id given, or with what comes next if there is none.
   *
   * @param lastId {@code log:number} as sent before, a bare number, or empty
   */
  long position(String lastId) {
    int colon = lastId.indexOf(':');
    try {
      if (colon < 0) {
        return lastId.isEmpty()
            ? history.newest()
            : Math.min(Math.max(0, Long.parseLong(lastId)), history.newest());
      }
      return lastId.substring(0, colon).equals(logName())
          ? Math.max(0, Long.parseLong(lastId.substring(colon + 1)))
          : 0;
    } catch (NumberFormatException foreignId) {
      return 0;
    }
  }

  /** Takes over a response; it ends when its reader goes or the window closes. */
  void open(Response response, Callback callback, String lastId) {
    long from = position(lastId);
    boolean taken = submit(() -> {
      if (readers.size() >= MOST) {
        response.setStatus(503);
        response.getHeaders().put("Retry-After", "5");
        response.write(true, ByteBuffer.allocate(0), callback);
        return;
      }
      response.getHeaders().put("Content-Type", "text/event-stream;charset=utf-8");
      response.getHeaders().put("Cache-Control", "no-store");
      Reader reader = new Reader(response, callback, from);
      readers.add(reader);
      reader.beat = beatText();
      reader.go();
    });
    if (!taken) {
      callback.failed(new IllegalStateException("the window is closed"));
    }
  }

  private void beat() {
    if (readers.isEmpty()) {
      return;
    }
    byte[] text = beatText();
    for (Reader reader : List.copyOf(readers)) {
      reader.beat = text;
      reader.go();
    }
  }

  private byte[] beatText() {
    Picture picture = board.picture();
    String data = PictureJson.status(picture, clocks.since(picture.ticks())).toString();
    return ("event: beat\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private byte @Nullable [] eventsText(Reader reader) {
    if (history.newest() <= reader.sent) {
      return null;
    }
    List<Event> events = history.after(reader.sent, EVENTS_AT_ONCE);
    if (events.isEmpty()) {
      return null;
    }
    PictureJson json = PictureJson.in(board.picture().zone());
    StringBuilder text = new StringBuilder();
    for (Event event : events) {
      text.append("id: ").append(logName()).append(':').append(event.seq());
      text.append("\nevent: event\ndata: ").append(json.event(event)).append("\n\n");
    }
    reader.sent = events.get(events.size() - 1).seq();
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private boolean submit(Runnable work) {
    try {
      thread.execute(guarded(work));
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  /** A failure must not end the beats: it is told once, and once when they go on. */
  private Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
        if (broken) {
          broken = false;
          LOG.info("live streams go on");
        }
      } catch (RuntimeException failure) {
        if (!broken) {
          broken = true;
          LOG.warn("live streams stand still: {}", failure.toString());
        }
      }
    };
  }

  @Override
  public void close() {
    AutoCloseable listener = listening;
    listening = null;
    Future<?> beats = beating;
    if (beats != null) {
      beats.cancel(false);
    }
    try {
      if (listener != null) {
        listener.close();
      }
      submit(() -> List.copyOf(readers).forEach(Reader::end));
      thread.shutdown();
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException asked) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    } catch (Exception unclean) {
      LOG.warn("the live streams did not end cleanly: {}", unclean.toString());
    }
  }

  /** One who reads; all of it belongs to the stream's thread. */
  private final class Reader {
    private final Response response;
    private final Callback callback;
    private long sent;
    private byte @Nullable [] beat;
    private boolean writing;
    private boolean ended;

    Reader(Response response, Callback callback, long sent) {
      this.response = response;
      this.callback = callback;
      this.sent = sent;
    }

    /** Writes the next piece, if none is on its way and there is one. */
    void go() {
      if (writing || ended) {
        return;
      }
      byte[] piece = beat;
      beat = null;
      if (piece == null) {
        piece = eventsText(this);
      }
      if (piece != null) {
        writing = true;
        response.write(false, ByteBuffer.wrap(piece), Callback.from(this::written, this::lost));
      }
    }

    private void written() {
      submit(() -> {
        writing = false;
        go();
      });
    }

    private void lost(Throwable why) {
      submit(() -> {
        ended = true;
        readers.remove(this);
      });
      callback.failed(why);
    }

    /** Ends it from our side; what is on its way is dropped with the connection. */
    void end() {
      readers.remove(this);
      if (ended) {
        return;
      }
      ended = true;
      if (writing) {
        callback.failed(new IllegalStateException("the window closes"));
      } else {
        response.write(true, ByteBuffer.allocate(0), callback);
      }
    }
  }
}
