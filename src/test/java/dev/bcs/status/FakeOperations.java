package dev.bcs.status;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Operations that record every call, and fail the test on a call that it did not announce.
 *
 * <p>Announce with {@link #accept} or {@link #refuse}, in order. As in the product, an order that
 * was refused changes the token.
 */
public final class FakeOperations implements Operations {
  private final Deque<Announced> announced = new ArrayDeque<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private Check check = new Check(
      "would swap in generation 41, start voicemail/pbx, and lose 3 voicemails",
      List.of(),
      3_141_592_653L,
      "wave-b");

  /** One call: the verb, the order as text or record, and who gave it. */
  public record Call(String verb, Object order, Actor actor) {}

  /** What the test said would come. */
  private record Announced(String verb, Optional<Refused> refusal) {}

  /** The next call is of this verb and is accepted. */
  public synchronized FakeOperations accept(String verb) {
    announced.add(new Announced(verb, Optional.empty()));
    return this;
  }

  /** The next call is of this verb and is refused. */
  public synchronized FakeOperations refuse(String verb, String object, String code, String text) {
    announced.add(new Announced(
        verb, Optional.of(new Refused(object, List.of(new Picture.Reason(code, text))))));
    return this;
  }

  public synchronized void check(Check next) {
    check = next;
  }

  /** Every call so far, check excepted, denials included. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The orders of one verb. */
  public synchronized List<Call> calls(String verb) {
    return calls.stream().filter(c -> c.verb().equals(verb)).toList();
  }

  /** Fails if anything announced did not come, or anything came unannounced. */
  public synchronized void verify() {
    if (!announced.isEmpty() || !unexpected.isEmpty()) {
      throw new AssertionError("did not come: " + announced + "; unexpected: " + unexpected);
    }
  }

  @Override
  public synchronized Check check() {
    return check;
  }

  @Override
  public Accepted promote(PromoteOrder order, Actor actor) throws Refused {
    return take("promote", order, actor);
  }

  @Override
  public Accepted open(OpenOrder order, Actor actor) throws Refused {
    return take("open", order, actor);
  }

  @Override
  public Accepted backupNow(String reason, Actor actor) throws Refused {
    return take("backup", reason, actor);
  }

  @Override
  public Accepted resume(long token, String reason, Actor actor) throws Refused {
    return take("resume", token + " " + reason, actor);
  }

  @Override
  public Accepted rollback(long token, String reason, Actor actor) throws Refused {
    return take("rollback", token + " " + reason, actor);
  }

  @Override
  public Accepted maintenance(Duration length, String reason, Actor actor) throws Refused {
    return take("maintenance", length + " " + reason, actor);
  }

  @Override
  public Accepted acknowledge(String alarm, String reason, Actor actor) throws Refused {
    return take("acknowledge", alarm + " " + reason, actor);
  }

  @Override
  public Accepted agree(String dataset, String reason, Actor actor) throws Refused {
    return take("agree", dataset + " " + reason, actor);
  }

  @Override
  public synchronized void recordDenied(String verb, String why, Actor actor) {
    calls.add(new Call("denied " + verb, why, actor));
  }

  private synchronized Accepted take(String verb, Object order, Actor actor) throws Refused {
    calls.add(new Call(verb, order, actor));
    Announced next = announced.poll();
    if (next == null || !next.verb().equals(verb)) {
      unexpected.add(verb + " " + order + " by " + actor);
      throw new AssertionError("unexpected " + verb + " " + order + " by " + actor);
    }
    if (next.refusal().isPresent()) {
      check = new Check(check.preview(), check.refusals(), check.token() ^ 1, check.unit());
      throw next.refusal().get();
    }
    return new Accepted("op-" + calls.size(), verb + " was accepted");
  }
}
