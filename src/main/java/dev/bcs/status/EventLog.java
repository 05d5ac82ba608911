package dev.bcs.status;

import dev.bcs.continuity.Chronicle;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.LedgerException;
import dev.bcs.ledger.Transaction;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbered events of this unit in its ledger, and who still has to be told of them.
 *
 * <p>Number, event and the counter of numbers are one transaction, which joins the caller's: if we
 * die in it, the next start sees neither and gives the number to the next event, so that there is
 * never a hole. One thread ({@code bcs-status-events}) reads what is durable and tells listeners in
 * order; it needs the ledger to itself for that, so it never sees what may still be rolled back.
 * After a restart listeners hear only of new events; channels go on where they were.
 */
public final class EventLog implements History, Outbox, Chronicle, AutoCloseable {
  /** At least so many events are kept. */
  static final int KEPT = 10_000;
  /** Pruned in strokes of so many, so that it costs little. */
  static final int STROKE = 500;

  static final Duration PENDING_AT_MOST = Duration.ofDays(7);
  private static final int LONGEST_TEXT = 2000;
  private static final int AT_ONCE = 256;
  private static final long LOOK_AGAIN_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private final Ledger ledger;
  private final Clocks clocks;
  private final String pair;
  private final byte[] logId;
  private final Map<String, Long> cursors = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore written = new Semaphore(0);
  private volatile long newest;
  private volatile long oldest;
  private volatile boolean open;
  private @Nullable Thread teller;

  /** The tables of {@link StatusTables} must be there. */
  public EventLog(Ledger ledger, Clocks clocks, String pair) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.pair = pair;
    this.logId = ledger.transact(EventLog::makeLog);
    this.newest = counter("last_seq");
    look();
  }

  /** What is to be recorded; the log adds number and time. */
  record Draft(
      String kind,
      int notification,
      String key,
      Severity severity,
      String subject,
      String text,
      String actor,
      List<String> details) {}

  /** Begins to tell listeners; what was written before is not told. */
  public synchronized void start() {
    if (!open) {
      newest = counter("last_seq");
      open = true;
      teller = Threads.start("status", "events", this::tell);
    }
  }

  @Override
  public synchronized void close() {
    open = false;
    written.release();
    Thread running = teller;
    teller = null;
    if (running != null) {
      try {
        running.join(2000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void record(Line line) {
    append(
        new Draft(
            line.kind().word(),
            line.kind().notification(),
            pair + "/" + line.kind().word(),
            severity(line.kind()),
            line.subject(),
            line.text(),
            line.actor(),
            line.details()),
        false);
  }

  /**
   * Records one event and answers its number.
   *
   * @param held it is history only: no channel will deliver it
   */
  long append(Draft draft, boolean held) {
    long seq = ledger.transact(tx -> {
      long next =
          1 + tx.first("SELECT last_seq FROM status_log", row -> row.getLong(1)).orElse(0L);
      tx.exec(
          "INSERT INTO status_event(seq, at_ms, kind, notification, event_key, severity, subject,"
              + " text, actor, details, held) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          next,
          clocks.now().toEpochMilli(),
          draft.kind(),
          draft.notification(),
          draft.key(),
          draft.severity().code(),
          shorten(draft.subject()),
          shorten(draft.text()),
          shorten(draft.actor()),
          Details.join(draft.details()),
          held ? 1 : 0);
      tx.exec(
          "UPDATE status_log SET last_seq = ?, suppressed = suppressed + ?", next, held ? 1 : 0);
      if (next % STROKE == 0) {
        prune(next, tx);
      }
      return next;
    });
    written.release();
    return seq;
  }

  @Override
  public byte[] logId() {
    return logId.clone();
  }

  @Override
  public long newest() {
    return open ? newest : counter("last_seq");
  }

  @Override
  public long oldest() {
    return oldest;
  }

  @Override
  public List<Event> after(long seq, int most) {
    return ledger.read(tx -> tx.all(
        "SELECT * FROM status_event WHERE seq > ? ORDER BY seq LIMIT ?",
        EventLog::event,
        seq,
        most));
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Only events for which a notification is defined; a new channel begins with the next event. */
  @Override
  public List<Event> pending(String channel, int most) {
    Long known = cursors.get(channel);
    if (open && known != null && known >= newest) {
      return List.of(); // windows ask often; mostly there is nothing, and that costs nothing
    }
    return ledger.transact(tx -> {
      long seen =
          tx.first("SELECT last_seq FROM status_log", row -> row.getLong(1)).orElse(0L);
      long delivered = catchUp(channel, tx);
      List<Event> waiting = tx.all(
          "SELECT * FROM status_event WHERE seq > ? AND held = 0 AND notification > 0"
              + " ORDER BY seq LIMIT ?",
          EventLog::event,
          delivered,
          most);
      if (waiting.isEmpty()) {
        cursors.merge(channel, seen, Math::max); // in memory only: nothing is owed up to here
      }
      return waiting;
    });
  }

  @Override
  public void delivered(String channel, long seq) {
    ledger.enter(tx -> tx.exec(
        "INSERT INTO status_channel(name, delivered) VALUES(?, ?)"
            + " ON CONFLICT(name) DO UPDATE SET delivered = max(delivered, excluded.delivered)",
        channel,
        seq));
    cursors.merge(channel, seq, Math::max);
  }

  @Override
  public long dropped() {
    return counter("dropped");
  }

  @Override
  public long suppressed() {
    return counter("suppressed");
  }

  @Override
  public void countSuppressed(int more) {
    ledger.enter(tx -> tx.exec("UPDATE status_log SET suppressed = suppressed + ?", more));
  }

  /** Where the channel is, after dropping what it may no longer wait for. */
  private long catchUp(String channel, Transaction tx) throws SQLException {
    long last =
        tx.first("SELECT last_seq FROM status_log", row -> row.getLong(1)).orElse(0L);
    Long known = tx.first(
            "SELECT delivered FROM status_channel WHERE name = ?", row -> row.getLong(1), channel)
        .orElse(null);
    if (known == null) {
      tx.exec("INSERT INTO status_channel(name, delivered) VALUES(?, ?)", channel, last);
      return last;
    }
    if (known == last) {
      return last;
    }
    long tooOld = clocks.now().minus(PENDING_AT_MOST).toEpochMilli();
    long floor = tx.first(
            "SELECT coalesce(max(seq), 0) FROM status_event WHERE at_ms < ?",
            row -> row.getLong(1),
            tooOld)
        .orElse(0L);
    floor = Math.max(floor, last - KEPT);
    return floor <= known ? known : giveUp(channel, known, floor, tx);
  }

  private static long giveUp(String channel, long known, long floor, Transaction tx)
      throws SQLException {
    long lost = tx.first(
            "SELECT count(*) FROM status_event WHERE seq > ? AND seq <= ? AND held = 0"
                + " AND notification > 0",
            row -> row.getLong(1),
            known,
            floor)
        .orElse(0L);
    tx.exec("UPDATE status_log SET dropped = dropped + ?", lost);
    tx.exec("UPDATE status_channel SET delivered = ? WHERE name = ?", floor, channel);
    return floor;
  }

  /** Counts for every channel what it loses, before the lines go. */
  private void prune(long last, Transaction tx) throws SQLException {
    long floor = last - KEPT;
    if (floor <= 0) {
      return;
    }
    for (String channel : tx.all("SELECT name FROM status_channel", row -> row.getString(1))) {
      catchUp(channel, tx);
    }
    tx.exec("DELETE FROM status_event WHERE seq <= ?", floor);
  }

  private long counter(String name) {
    return ledger.read(tx ->
        tx.first("SELECT " + name + " FROM status_log", row -> row.getLong(1)).orElse(0L));
  }

  private void tell() {
    boolean broken = false;
    while (open) {
      try {
        if (written.tryAcquire(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS)) {
          tellNew();
        }
        if (broken) {
          LOG.info("the event log can be read again");
          broken = false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (LedgerException e) {
        if (open && !broken) {
          LOG.warn("events are not told: {}", e.getMessage());
        }
        broken = true;
        written.drainPermits();
      }
    }
  }

  private void tellNew() {
    written.drainPermits();
    List<Event> fresh;
    do {
      long told = newest;
      fresh = ledger.read(tx -> tx.all(
          "SELECT * FROM status_event WHERE seq > ? ORDER BY seq LIMIT ?",
          EventLog::event,
          told,
          AT_ONCE));
      for (Event event : fresh) {
        newest = event.seq();
        listeners.forEach(l -> tell(l, event));
      }
    } while (fresh.size() == AT_ONCE);
    look();
  }

  private static void tell(Listener listener, Event event) {
    try {
      listener.recorded(event);
    } catch (RuntimeException e) {
      LOG.warn("a window did not take event " + event.seq(), e);
    }
  }

  private void look() {
    oldest = ledger.read(
        tx -> tx.first("SELECT coalesce(min(seq), 0) FROM status_event", row -> row.getLong(1))
            .orElse(0L));
  }

  private static byte[] makeLog(Transaction tx) throws SQLException {
    byte[] made = new byte[8];
    new SecureRandom().nextBytes(made);
    tx.exec(
        "INSERT OR IGNORE INTO status_log(one, log_id, last_seq, dropped, suppressed)"
            + " VALUES(1, ?, 0, 0, 0)",
        made);
    return tx.first("SELECT log_id FROM status_log", row -> row.getBytes(1)).orElse(made);
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getLong("seq"),
        Instant.ofEpochMilli(row.getLong("at_ms")),
        row.getString("kind"),
        row.getInt("notification"),
        row.getString("event_key"),
        Severity.ofCode(row.getInt("severity")),
        row.getString("subject"),
        row.getString("text"),
        row.getString("actor"),
        Details.split(row.getString("details")));
  }

  /** What is no alarm has no severity in X.733, so most lines are indeterminate. */
  private static Severity severity(Kind kind) {
    return switch (kind) {
      case PROMOTION_FAILED, PROMOTION_ROLLED_BACK, DRILL_FAILED -> Severity.MAJOR;
      case PROMOTION_REFUSED, ORDER_REFUSED, ACCESS_DENIED -> Severity.WARNING;
      default -> Severity.INDETERMINATE;
    };
  }

  private static String shorten(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }
}
