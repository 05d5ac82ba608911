package dev.bcs.status;

import java.time.Duration;
import java.util.List;

/**
 * The one port through which every door acts.
 *
 * <p>Safe for any thread. Each call leaves exactly one audit event, accepted or refused. An
 * accepted order is durable in the journal when the call returns and no step has begun; it returns
 * within 200 ms. Callers have proved already that the actor is an operator.
 */
public interface Operations {
  /**
   * What a promotion of this unit would do now, what refuses it, and the token to order it with.
   */
  Check check();

  Accepted promote(PromoteOrder order, Actor actor) throws Refused;

  /** Lets a closed unit serve. */
  Accepted open(OpenOrder order, Actor actor) throws Refused;

  /** Starts a backup run, or joins the running one. */
  Accepted backupNow(String reason, Actor actor) throws Refused;

  /** Goes on with a halted operation. */
  Accepted resume(long token, String reason, Actor actor) throws Refused;

  /** Takes a halted operation back as far as policy allows. */
  Accepted rollback(long token, String reason, Actor actor) throws Refused;

  /** Holds notifications back for so long; zero ends it. */
  Accepted maintenance(Duration length, String reason, Actor actor) throws Refused;

  Accepted acknowledge(String alarm, String reason, Actor actor) throws Refused;

  /**
   * A person has looked at a dataset that shrank or changed oddly: generations are pruned again.
   */
  Accepted agree(String dataset, String reason, Actor actor) throws Refused;

  /** Records that somebody tried and was turned away at the door, before an order was made. */
  void recordDenied(String verb, String why, Actor actor);

  /** Preview, refusals in force and the current token. */
  record Check(String preview, List<Picture.Reason> refusals, long token, String unit) {
    public Check {
      refusals = List.copyOf(refusals);
    }
  }

  /** An accepted order: the operation's id and a sentence. */
  record Accepted(String operation, String text) {}

  /**
   * An order to promote.
   *
   * @param unit must be the name of the unit that is asked
   * @param reason who and why, eight characters or more
   * @param fence a word of the glossary; not-attested if none
   * @param generation 0 for the newest verified one
   * @param overrides exactly the codes that are waived
   * @param token from {@link #check()}; doors that show a check first must hand it in, others give
   *     0
   */
  record PromoteOrder(
      String unit,
      String reason,
      String fence,
      long generation,
      List<String> overrides,
      long token) {
    public PromoteOrder {
      overrides = List.copyOf(overrides);
    }
  }

  /** An order to let a closed unit serve. */
  record OpenOrder(String unit, String reason, List<String> overrides, long token) {
    public OpenOrder {
      overrides = List.copyOf(overrides);
    }
  }
}
