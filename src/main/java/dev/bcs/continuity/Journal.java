package dev.bcs.continuity;

import dev.bcs.continuity.OperationView.Result;
import dev.bcs.continuity.OperationView.StepState;
import dev.bcs.files.BytePath;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Transaction;
import dev.bcs.staging.Placement;
import dev.bcs.takeover.FenceKind;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Epoch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operations and their steps in the ledger.
 *
 * <p>Every call joins the caller's transaction. An accepted order is durable before its first step
 * begins; a step is marked running, durably, before its deed begins, and over after the deed was
 * done. So after a crash the deed of the one running step may have been done wholly, in part, or
 * not at all: it is done again, and every deed bears that.
 */
final class Journal {
  private static final String COLUMNS =
      "number, verb, result, token, actor, door, reason, fence, generation, overrides, epoch,"
          + " started_ms, ended_ms, detail";

  private final Ledger ledger;
  private final Clocks clocks;

  Journal(Ledger ledger, Clocks clocks) {
    this.ledger = ledger;
    this.clocks = clocks;
  }

  /** Writes an accepted order with its plan; answers the operation. */
  Operation accept(
      String verb,
      Order order,
      long generation,
      Epoch epoch,
      Optional<Duration> gap,
      List<Operation.Planned> plan) {
    return ledger.transact(tx -> {
      long number = tx.first(
              "SELECT COALESCE(MAX(number), 0) + 1 FROM continuity_operation", r -> r.getLong(1))
          .orElse(1L);
      tx.exec(
          "INSERT INTO continuity_operation(" + COLUMNS + ", gap_ms)"
              + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, '', ?)",
          number,
          verb,
          Result.RUNNING.code(),
          order.token(),
          order.actor(),
          order.door(),
          order.reason().strip(),
          order.fence().code(),
          generation,
          String.join(" ", order.overrides()),
          epoch.value(),
          clocks.now().toEpochMilli(),
          gap.map(Duration::toMillis).orElse(null));
      for (int i = 0; i < plan.size(); i++) {
        Operation.Planned step = plan.get(i);
        tx.exec(
            "INSERT INTO continuity_step(operation, number, deed, subject, state, limit_ms,"
                + " began_ms, took_ms, text) VALUES(?, ?, ?, ?, ?, ?, NULL, 0, '')",
            number,
            i + 1,
            step.deed().word(),
            step.subject(),
            StepState.WAITING.code(),
            step.limit().toMillis());
      }
      remember(order, verb, number, tx);
      return get(number);
    });
  }

  /** Within a transaction: this order is taken. */
  void remember(Order order, long number) {
    ledger.enter(tx -> remember(order, order.verb(), number, tx));
  }

  private static void remember(Order order, String verb, long number, Transaction tx)
      throws SQLException {
    if (order.token() != 0) {
      tx.exec(
          "INSERT OR REPLACE INTO continuity_token(token, verb, actor, operation)"
              + " VALUES(?, ?, ?, ?)",
          order.token(),
          verb,
          order.actor(),
          number);
    }
  }

  /**
   * The operation that this very order has started before: its answer was lost, or it came twice.
   */
  Optional<Operation> taken(Order order) {
    if (order.token() == 0) {
      return Optional.empty();
    }
    return ledger.read(tx -> tx.first(
            "SELECT operation FROM continuity_token WHERE token = ? AND verb = ? AND actor = ?",
            row -> row.getLong(1),
            order.token(),
            order.verb(),
            order.actor())
        .map(this::get));
  }

  void begin(long operation, int step) {
    ledger.enter(tx -> tx.exec(
        "UPDATE continuity_step SET state = ?, began_ms = ?, text = ''"
            + " WHERE operation = ? AND number = ?",
        StepState.RUNNING.code(),
        clocks.now().toEpochMilli(),
        operation,
        step));
  }

  void end(long operation, int step, StepState state, Duration took, String text) {
    ledger.enter(tx -> tx.exec(
        "UPDATE continuity_step SET state = ?, took_ms = ?, text = ?"
            + " WHERE operation = ? AND number = ?",
        state.code(),
        took.toMillis(),
        text,
        operation,
        step));
  }

  void result(long operation, Result result, String detail) {
    ledger.enter(tx -> tx.exec(
        "UPDATE continuity_operation SET result = ?, detail = ?, ended_ms = ? WHERE number = ?",
        result.code(),
        detail,
        result == Result.RUNNING ? null : clocks.now().toEpochMilli(),
        operation));
  }

  /** An accepted order to go on: failed steps wait again, its overrides are added. */
  Operation reopen(Operation old, Order order) {
    return ledger.transact(tx -> {
      List<String> overrides = new ArrayList<>(old.overrides());
      order.overrides().stream().filter(o -> !overrides.contains(o)).forEach(overrides::add);
      FenceKind fence = order.fence() == FenceKind.NOT_ATTESTED ? old.fence() : order.fence();
      tx.exec(
          "UPDATE continuity_operation SET result = ?, detail = '', ended_ms = NULL,"
              + " overrides = ?, fence = ? WHERE number = ?",
          Result.RUNNING.code(),
          String.join(" ", overrides),
          fence.code(),
          old.number());
      if (!old.pastLook()) {
        // Before the swap a resumed promotion fences and looks anew: time has passed.
        tx.exec(
            "UPDATE continuity_step SET state = ?, text = '' WHERE operation = ? AND deed <> ?",
            StepState.WAITING.code(),
            old.number(),
            Deed.EPOCH.word());
      } else {
        tx.exec(
            "UPDATE continuity_step SET state = ?, text = '' WHERE operation = ? AND state = ?"
                + " AND deed <> ?",
            StepState.WAITING.code(),
            old.number(),
            StepState.FAILED.code(),
            Deed.SWAP.word());
      }
      remember(order, order.verb(), old.number(), tx);
      return get(old.number());
    });
  }

  void place(long operation, List<Placement> placements) {
    ledger.enter(tx -> {
      tx.exec("DELETE FROM continuity_placement WHERE operation = ?", operation);
      for (Placement p : placements) {
        tx.exec(
            "INSERT INTO continuity_placement(operation, dataset, live, slot, aside, local)"
                + " VALUES(?, ?, ?, ?, ?, ?)",
            operation,
            p.dataset(),
            p.live().bytes(),
            p.slot().bytes(),
            p.aside().bytes(),
            String.join("\n", p.local()));
      }
    });
  }

  List<Placement> placements(long operation) {
    return ledger.read(tx -> tx.all(
        "SELECT dataset, live, slot, aside, local FROM continuity_placement WHERE operation = ?"
            + " ORDER BY dataset",
        row -> new Placement(
            row.getString(1),
            BytePath.of(row.getBytes(2)),
            BytePath.of(row.getBytes(3)),
            BytePath.of(row.getBytes(4)),
            row.getString(5).isEmpty() ? List.of() : List.of(row.getString(5).split("\n"))),
        operation));
  }

  /** The newest operation, whatever its result. */
  Optional<Operation> last() {
    return ledger.read(
        tx -> tx.first("SELECT MAX(number) FROM continuity_operation", row -> row.getLong(1))
            .filter(number -> number > 0)
            .map(this::get));
  }

  /** How long the last complete promotion here took. */
  Optional<Duration> measured() {
    return ledger.read(tx -> tx.first(
        "SELECT ended_ms - started_ms FROM continuity_operation WHERE verb = ? AND result = ?"
            + " AND NOT EXISTS (SELECT 1 FROM continuity_token t WHERE t.operation = number"
            + " AND t.verb = 'resume') ORDER BY number DESC LIMIT 1",
        row -> Duration.ofMillis(Math.max(0, row.getLong(1))),
        Operation.PROMOTE,
        Result.COMPLETE.code()));
  }

  Operation get(long number) {
    return ledger.read(tx -> {
      List<Operation.Step> steps = tx.all(
          "SELECT number, deed, subject, state, limit_ms, began_ms, took_ms, text"
              + " FROM continuity_step WHERE operation = ? ORDER BY number",
          Journal::step,
          number);
      return tx.first(
              "SELECT " + COLUMNS + " FROM continuity_operation WHERE number = ?",
              row -> operation(row, steps),
              number)
          .orElseThrow(() -> new IllegalStateException("no operation has the number " + number));
    });
  }

  private static Operation operation(ResultSet row, List<Operation.Step> steps)
      throws SQLException {
    String overrides = row.getString(10);
    long ended = row.getLong(13);
    Optional<Instant> end =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
    return new Operation(
        row.getLong(1),
        row.getString(2),
        resultOf(row.getInt(3)),
        row.getLong(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        fenceOf(row.getInt(8)),
        row.getLong(9),
        overrides.isEmpty() ? List.of() : List.of(overrides.split(" ")),
        new Epoch(row.getLong(11)),
        Instant.ofEpochMilli(row.getLong(12)),
        end,
        row.getString(14),
        steps);
  }

  private static Operation.Step step(ResultSet row) throws SQLException {
    long began = row.getLong(6);
    Optional<Instant> start =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(began));
    return new Operation.Step(
        row.getInt(1),
        Deed.ofWord(row.getString(2)),
        row.getString(3),
        stateOf(row.getInt(4)),
        Duration.ofMillis(row.getLong(5)),
        start,
        Duration.ofMillis(row.getLong(7)),
        row.getString(8));
  }

  private static Result resultOf(int code) {
    for (Result result : Result.values()) {
      if (result.code() == code) {
        return result;
      }
    }
    throw new IllegalStateException("no result has the code " + code);
  }

  private static StepState stateOf(int code) {
    for (StepState state : StepState.values()) {
      if (state.code() == code) {
        return state;
      }
    }
    throw new IllegalStateException("no step state has the code " + code);
  }

  private static FenceKind fenceOf(int code) {
    for (FenceKind kind : FenceKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new IllegalStateException("no fence has the code " + code);
  }
}
