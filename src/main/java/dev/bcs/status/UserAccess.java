package dev.bcs.status;

import dev.bcs.continuity.Chronicle;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Right;
import dev.bcs.unit.UnitException;
import dev.bcs.unit.Users;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The unit's users as the network doors know them; remembers who fails to sign in.
 *
 * <p>Each change leaves one audit event. Failures are remembered for ten minutes, of at most 1000
 * addresses, for the alarm access-attacked.
 */
public final class UserAccess implements Access {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int ADDRESSES = 1000;
  private static final int EACH = 50;

  private final Users users;
  private final Identity identity;
  private final Chronicle chronicle;
  private final Clocks clocks;
  private final Map<String, Deque<Long>> failures = new LinkedHashMap<>();

  public UserAccess(Users users, Identity identity, Chronicle chronicle, Clocks clocks) {
    this.users = users;
    this.identity = identity;
    this.chronicle = chronicle;
    this.clocks = clocks;
  }

  @Override
  public Optional<Grant> signIn(String user, char[] password, String from) {
    Optional<Users.User> proved = users.signIn(user, password, from);
    if (proved.isEmpty()) {
      remember(from);
    }
    return proved.map(u -> new Grant(u.name(), u.right() == Right.OPERATOR));
  }

  @Override
  public List<SnmpUser> snmpUsers() {
    return users.snmpUsers().stream().map(UserAccess::snmp).toList();
  }

  @Override
  public Optional<SnmpUser> snmpUserAt(String user, byte[] engine) {
    return users.snmpUserAt(user, engine).map(UserAccess::snmp);
  }

  @Override
  public Engine engine() {
    return new Engine(identity.engineId(), identity.engineBoots());
  }

  @Override
  public void onChange(Runnable listener) {
    users.onChange(listener);
  }

  @Override
  public List<Member> list() {
    return users.list().stream()
        .map(u -> new Member(u.name(), u.right() == Right.OPERATOR, true))
        .toList();
  }

  @Override
  public void add(String user, boolean operator, char[] password, Actor actor) throws Refused {
    Right right = operator ? Right.OPERATOR : Right.VIEWER;
    audited(
        "user-add",
        List.of("user=" + user, "right=" + right.word()),
        actor,
        () -> users.add(user, right, password));
  }

  @Override
  public void passwd(String user, char[] password, Actor actor) throws Refused {
    audited("user-passwd", List.of("user=" + user), actor, () -> users.passwd(user, password));
  }

  @Override
  public void remove(String user, Actor actor) throws Refused {
    audited("user-remove", List.of("user=" + user), actor, () -> users.remove(user));
  }

  /** Addresses that failed within the last ten minutes; for {@link Sensors#attempts()}. */
  public synchronized List<Facts.Attempts> attempts() {
    List<Facts.Attempts> found = new ArrayList<>();
    failures.values().removeIf(times -> {
      times.removeIf(t -> clocks.since(t).compareTo(REMEMBERED) > 0);
      return times.isEmpty();
    });
    failures.forEach((from, times) -> found.add(new Facts.Attempts(from, times.size())));
    return found;
  }

  /** Somebody was turned away at the link; counts like a failed sign-in. */
  public void turnedAway(String from) {
    remember(from);
  }

  private synchronized void remember(String from) {
    Deque<Long> times = failures.computeIfAbsent(from, f -> new ArrayDeque<>());
    times.addLast(clocks.ticks());
    if (times.size() > EACH) {
      times.removeFirst();
    }
    if (failures.size() > ADDRESSES) {
      failures.remove(failures.keySet().iterator().next());
    }
  }

  private void audited(String verb, List<String> details, Actor actor, Runnable deed)
      throws Refused {
    List<String> all = new ArrayList<>();
    all.add("verb=" + verb);
    all.addAll(details);
    try {
      deed.run();
    } catch (UnitException e) {
      all.add("refused=user");
      record(Chronicle.Kind.ORDER_REFUSED, verb + " was refused: " + e.getMessage(), actor, all);
      throw new Refused(
          "user", List.of(new Picture.Reason("user", String.valueOf(e.getMessage()))));
    }
    record(Chronicle.Kind.ORDER_ACCEPTED, verb + " was done", actor, all);
  }

  private void record(Chronicle.Kind kind, String text, Actor actor, List<String> details) {
    chronicle.record(new Chronicle.Line(kind, "users", text, actor.toString(), details));
  }

  private static SnmpUser snmp(Users.SnmpUser user) {
    return new SnmpUser(user.name(), user.right() == Right.OPERATOR, user.auth(), user.priv());
  }
}
