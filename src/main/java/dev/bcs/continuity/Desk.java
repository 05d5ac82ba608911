package dev.bcs.continuity;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import dev.bcs.unit.RoleBook;
import dev.bcs.unit.Standing;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of this unit in its pair, and the only way to change it.
 *
 * <p>Changed on the deciding thread alone, in one ledger transaction each; read by any thread.
 */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  final ContinuitySettings settings;
  final Neighbours rooms;
  final Journal journal;
  final Threading threads;

  private final RoleBook book;
  private final SecureRandom random = new SecureRandom();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Standing standing;
  private volatile Optional<Operation> operation = Optional.empty();
  private volatile Optional<Duration> measured = Optional.empty();
  private volatile boolean outlived;
  private volatile long token;
  private volatile long start;

  /** What stands in the ledger once a transaction is durable. */
  private record Written<T>(
      T answer, Standing standing, Optional<Operation> operation, Optional<Duration> measured) {}

  Desk(ContinuitySettings settings, Neighbours rooms, Threading threads) {
    this.settings = settings;
    this.rooms = rooms;
    this.threads = threads;
    this.book = new RoleBook(rooms.ledger());
    this.journal = new Journal(rooms.ledger(), rooms.clocks());
    this.standing = book.standing();
    this.operation = journal.last();
    this.measured = journal.measured();
    newToken();
  }

  Standing standing() {
    return standing;
  }

  Role role() {
    return standing.role();
  }

  Optional<Operation> operation() {
    return operation;
  }

  /** The peer has a higher epoch, and the ledger does not take it: this unit must not serve. */
  boolean outlived() {
    return outlived;
  }

  void outlived(boolean now) {
    outlived = now;
  }

  /** How long the last complete promotion here took. */
  Optional<Duration> measured() {
    return measured;
  }

  long token() {
    return token;
  }

  /** Random number of this start; 0 before {@link #begin}. */
  long start() {
    return start;
  }

  void begin() {
    long drawn = random.nextLong();
    start = drawn == 0 ? 1 : drawn;
  }

  /** A new u32 that is not 0. */
  void newToken() {
    token = 1 + (random.nextLong() & 0xffff_ffffL) % 0xffff_ffffL;
  }

  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  void changed() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.warn("a listener to continuity failed", e);
      }
    }
  }

  /** Writes in one transaction; what is cached follows only when that is durable. */
  <T> T write(Supplier<T> work) {
    Written<T> written = rooms.ledger().transact(tx -> {
      T answer = work.get();
      return new Written<>(answer, book.standing(), journal.last(), journal.measured());
    });
    standing = written.standing();
    operation = written.operation();
    measured = written.measured();
    changed();
    return written.answer();
  }

  /** Within {@link #write}: changes the standing without a change of role. */
  Standing note(UnaryOperator<Standing> change) {
    return book.write(change);
  }

  /**
   * Within {@link #write}: what the law says of this happening; nothing if it has no row.
   *
   * @param also what else changes in the same stroke
   */
  boolean happen(Happening on, String why, UnaryOperator<Standing> also) {
    Optional<Transition> row = Transition.next(book.standing().role(), on);
    if (row.isEmpty()) {
      return false;
    }
    Transition t = row.get();
    Standing next = book.write(s ->
        also.apply(s).become(t.to(), rooms.clocks().bootId(), rooms.clocks().now()));
    String text = settings.unit().name() + " is " + t.to().word() + " in epoch " + next.epoch()
        + ": " + (why.isEmpty() ? t.because() : why);
    tell(Chronicle.Kind.ROLE_CHANGED, settings.unit().name(), text, "", List.of());
    LOG.info(text);
    return true;
  }

  boolean happen(Happening on, String why) {
    return happen(on, why, UnaryOperator.identity());
  }

  /** Within {@link #write}: what was to be done is ended by something stronger. */
  void endOperation(String why) {
    operation
        .filter(Operation::unfinished)
        .ifPresent(op -> journal.result(op.number(), OperationView.Result.FAILED, why));
  }

  void tell(Chronicle.Kind kind, String subject, String text, String actor, List<String> details) {
    rooms.chronicle().record(new Chronicle.Line(kind, subject, text, actor, details));
  }

  /** The newest verified generation that lies ready, 0 if none does. */
  long ready() {
    return rooms.stage().ready().map(h -> h.generation().number()).orElse(0L);
  }

  Epoch epoch() {
    return standing.epoch();
  }
}
