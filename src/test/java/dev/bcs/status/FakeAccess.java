package dev.bcs.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Users in memory; begins with the operator olga and the viewer victor. */
public final class FakeAccess implements Access {
  public static final String OPERATOR = "olga";
  public static final String OPERATOR_PASSWORD = "let-olga-in-2026";
  public static final String VIEWER = "victor";
  public static final String VIEWER_PASSWORD = "let-victor-look-2026";

  private final Map<String, Known> users = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<SnmpUser> snmp = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private Engine engine =
      new Engine(new byte[] {(byte) 0x80, 0, 0x1f, (byte) 0x88, 4, 'w', 'a', 'v', 'e'}, 3);

  /** One user. */
  private record Known(String password, boolean operator) {}

  public FakeAccess() {
    users.put(OPERATOR, new Known(OPERATOR_PASSWORD, true));
    users.put(VIEWER, new Known(VIEWER_PASSWORD, false));
  }

  /** Adds keys, which the test has localized to {@link #engine()}. */
  public synchronized void snmpUser(SnmpUser user) {
    snmp.add(user);
    listeners.forEach(Runnable::run);
  }

  public synchronized void engine(Engine other) {
    engine = other;
  }

  /** user/from of each failed attempt. */
  public synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public synchronized Optional<Grant> signIn(String user, char[] password, String from) {
    Known known = users.get(user);
    if (known == null || !known.password().equals(new String(password))) {
      failures.add(user + "/" + from);
      return Optional.empty();
    }
    return Optional.of(new Grant(user, known.operator()));
  }

  @Override
  public synchronized List<SnmpUser> snmpUsers() {
    return List.copyOf(snmp);
  }

  @Override
  public synchronized Engine engine() {
    return engine;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized List<Member> list() {
    return users.entrySet().stream()
        .map(e -> new Member(
            e.getKey(),
            e.getValue().operator(),
            snmp.stream().anyMatch(s -> s.name().equals(e.getKey()))))
        .toList();
  }

  @Override
  public synchronized void add(String user, boolean operator, char[] password, Actor actor)
      throws Refused {
    if (users.containsKey(user)) {
      throw refused("user-exists", "there is a user " + user + " already");
    }
    users.put(user, new Known(new String(password), operator));
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized void passwd(String user, char[] password, Actor actor) throws Refused {
    Known known = users.get(user);
    if (known == null) {
      throw refused("user-unknown", "there is no user " + user);
    }
    users.put(user, new Known(new String(password), known.operator()));
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized void remove(String user, Actor actor) throws Refused {
    if (users.remove(user) == null) {
      throw refused("user-unknown", "there is no user " + user);
    }
    listeners.forEach(Runnable::run);
  }

  private static Refused refused(String code, String text) {
    return new Refused("user", List.of(new Picture.Reason(code, text)));
  }
}
