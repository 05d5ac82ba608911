package dev.bcs.snmp;

import dev.bcs.status.Access;
import dev.bcs.status.Actor;
import dev.bcs.status.FakeAccess;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Users in memory with keys made of passwords, at any engine. */
final class KeyedAccess implements Access {
  private final Map<String, Known> users = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Engine engine;

  /** One user. */
  private record Known(String password, boolean operator) {}

  KeyedAccess(String engineName) {
    byte[] id = new byte[5 + engineName.length()];
    id[0] = (byte) 0x80;
    id[2] = 0x1f;
    id[3] = (byte) 0x88;
    id[4] = 4;
    for (int i = 0; i < engineName.length(); i++) {
      id[5 + i] = (byte) engineName.charAt(i);
    }
    engine = new Engine(id, 3);
    put(FakeAccess.OPERATOR, FakeAccess.OPERATOR_PASSWORD, true);
    put(FakeAccess.VIEWER, FakeAccess.VIEWER_PASSWORD, false);
  }

  synchronized void put(String user, String password, boolean operator) {
    users.put(user, new Known(password, operator));
    listeners.forEach(Runnable::run);
  }

  synchronized void forget(String user) {
    users.remove(user);
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized List<SnmpUser> snmpUsers() {
    return users.keySet().stream()
        .map(u -> snmpUserAt(u, engine.id()).orElseThrow())
        .toList();
  }

  @Override
  public synchronized Optional<SnmpUser> snmpUserAt(String user, byte[] at) {
    return Optional.ofNullable(users.get(user)).map(known -> {
      byte[] key = Wire.key(known.password(), at);
      return new SnmpUser(user, known.operator(), key, key);
    });
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public Optional<Grant> signIn(String user, char[] password, String from) {
    throw new AssertionError("SNMP signs nobody in by password");
  }

  @Override
  public List<Member> list() {
    throw new AssertionError("SNMP lists no users");
  }

  @Override
  public void add(String user, boolean operator, char[] password, Actor actor) {
    throw new AssertionError("SNMP adds no users");
  }

  @Override
  public void passwd(String user, char[] password, Actor actor) {
    throw new AssertionError("SNMP changes no passwords");
  }

  @Override
  public void remove(String user, Actor actor) {
    throw new AssertionError("SNMP removes no users");
  }
}
