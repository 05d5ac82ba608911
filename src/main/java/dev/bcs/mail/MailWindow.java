package dev.bcs.mail;

import dev.bcs.status.AlarmKind;
import dev.bcs.status.Board;
import dev.bcs.status.Event;
import dev.bcs.status.History;
import dev.bcs.status.Outbox;
import dev.bcs.status.Picture;
import dev.bcs.status.Severity;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a letter for each alarm event, on a thread of its own ({@code bcs-mail-send}).
 *
 * <p>The outbox's channel {@code mail} moves on only after the relay has taken a letter: if we die
 * between, the next start sends it once more under the same Message-ID. While the relay is away it
 * is asked after 5 s, 10 s, and so on up to 5 min. A letter that the relay refuses for good is
 * given up after three tries, so that it does not hold up those behind it.
 */
public final class MailWindow implements AutoCloseable {
  static final String CHANNEL = "mail";
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
  private static final int AT_ONCE = 20;
  private static final int REFUSALS = 3;
  private static final int REMEMBERED = 200;
  private static final int SEARCHED = 2000;
  private static final int LONGEST_CHAIN = 20;
  private static final Pattern FOR_GOOD = Pattern.compile("5(?!30|34|35|38)\\d\\d\\b");
  private static final Logger LOG = LoggerFactory.getLogger(MailWindow.class);

  private final MailSettings settings;
  private final Board board;
  private final History history;
  private final Outbox outbox;
  private final Clocks clocks;
  private final Duration firstWait;
  private final Relay relay;
  private final Semaphore news = new Semaphore(0);
  private final Map<String, Event> raises = new LinkedHashMap<>();
  private volatile boolean open;
  private @Nullable Thread sender;
  private @Nullable AutoCloseable listening;
  private boolean broken;
  private int refusals;

  public MailWindow(
      MailSettings settings, Board board, History history, Outbox outbox, Clocks clocks) {
    this(settings, board, history, outbox, clocks, FIRST_WAIT);
  }

  MailWindow(
      MailSettings settings,
      Board board,
      History history,
      Outbox outbox,
      Clocks clocks,
      Duration firstWait) {
    this.settings = settings;
    this.board = board;
    this.history = history;
    this.outbox = outbox;
    this.clocks = clocks;
    this.firstWait = firstWait;
    this.relay = new Relay(settings);
  }

  /** Begins to send; without a server or subscribers it does nothing. Idempotent. */
  public synchronized void start() {
    if (open || settings.server().isEmpty() || settings.to().isEmpty()) {
      return;
    }
    open = true;
    listening = history.listen(e -> news.release());
    sender = Threads.start("mail", "send", this::run);
  }

  @Override
  public synchronized void close() {
    open = false;
    AutoCloseable ear = listening;
    listening = null;
    Thread running = sender;
    sender = null;
    try {
      if (ear != null) {
        ear.close();
      }
      if (running != null) {
        running.interrupt();
        running.join(2000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("the mail window did not close", e);
    }
  }

  private void run() {
    Duration wait = firstWait;
    while (open) {
      try {
        boolean sent = deliver();
        wait = sent ? firstWait : wait.multipliedBy(2);
        wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        Duration rest = sent ? LOOK_AGAIN : wait;
        if (sent) {
          news.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS);
          news.drainPermits();
        } else {
          // News does not shorten this wait: the relay is away for all of them.
          Pause.real().rest(rest);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Sends what is pending; false if the relay does not take it now. */
  private boolean deliver() {
    try {
      List<Event> pending;
      do {
        pending = outbox.pending(CHANNEL, AT_ONCE);
        for (Event event : pending) {
          if (!open || !deliver(event)) {
            return false;
          }
          outbox.delivered(CHANNEL, event.seq());
        }
      } while (pending.size() == AT_ONCE);
      return true;
    } catch (RuntimeException e) {
      complain(e);
      return false;
    }
  }

  private boolean deliver(Event event) {
    Optional<AlarmKind> kind = Letter.alarm(event);
    if (kind.isEmpty()) {
      return true;
    }
    Picture now = board.picture();
    Letter letter =
        Letter.of(event, kind.get(), now, history.logId(), raise(event).orElse(null));
    try {
      relay.send(letter, now.unit(), clocks.now());
    } catch (SendFailedException e) {
      return givesUp(event, e);
    } catch (IOException | MessagingException e) {
      complain(e);
      return false;
    }
    refusals = 0;
    if (broken) {
      LOG.info("mail is taken by {} again", settings.server());
      broken = false;
    }
    if (event.severity() != Severity.CLEARED) {
      remember(event);
    }
    return true;
  }

  /** Some subscribers may have it already; the relay says no to the rest, or to the letter. */
  private boolean givesUp(Event event, SendFailedException e) {
    boolean reached = e.getValidSentAddresses() != null && e.getValidSentAddresses().length > 0;
    refusals += isForGood(e) ? 1 : 0;
    if (!reached && refusals < REFUSALS) {
      complain(e);
      return false;
    }
    LOG.warn(
        "the letter of event {} was refused by {}{}: {}",
        event.seq(),
        settings.server(),
        reached ? " for some subscribers" : " and is given up",
        e.getMessage());
    refusals = 0;
    return true;
  }

  /** A 5yz reply of RFC 5321, but for those that only ask for a password (RFC 4954). */
  private static boolean isForGood(MessagingException e) {
    Exception reply = e;
    for (int i = 0; i < LONGEST_CHAIN && reply != null; i++) {
      String text = String.valueOf(reply.getMessage());
      if (FOR_GOOD.matcher(text).lookingAt()) {
        return true;
      }
      reply = reply instanceof MessagingException m ? m.getNextException() : null;
    }
    return false;
  }

  private void complain(Exception e) {
    if (!broken && open) {
      LOG.warn(
          "mail is not taken by {}: {}; it is kept and tried again",
          settings.server(),
          e.getMessage());
    }
    broken = true;
  }

  private void remember(Event raise) {
    raises.putIfAbsent(raise.key(), raise);
    if (raises.size() > REMEMBERED) {
      raises.remove(raises.keySet().iterator().next());
    }
  }

  /** The event that began the thread: the first raise of this key since it was last cleared. */
  private Optional<Event> raise(Event event) {
    boolean cleared = event.severity() == Severity.CLEARED;
    Event known = cleared ? raises.remove(event.key()) : raises.get(event.key());
    if (known != null) {
      return Optional.of(known);
    }
    Event found = null;
    for (Event earlier : history.after(Math.max(0, event.seq() - SEARCHED), SEARCHED)) {
      if (earlier.seq() >= event.seq()) {
        break;
      }
      if (earlier.key().equals(event.key())) {
        boolean ends = earlier.severity() == Severity.CLEARED;
        found = ends ? null : found == null ? earlier : found;
      }
    }
    return Optional.ofNullable(found);
  }
}
