package dev.bcs.store;

import dev.bcs.files.Accounts;
import dev.bcs.files.Attribute;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Which numbers the owners of a captured tree have on this machine.
 *
 * <p>Whoever has a name that this machine knows is the user, or group, of that name here; everybody
 * else keeps the number. Safe for any thread.
 */
public final class OwnersHere {
  private final Owners owners;
  private final Accounts accounts;
  private final Map<Integer, Integer> users = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> groups = new ConcurrentHashMap<>();

  public OwnersHere(Owners owners, Accounts accounts) {
    this.owners = owners;
    this.accounts = accounts;
  }

  public int user(int number) {
    return users.computeIfAbsent(number, n -> found(n, owners.users(), accounts::user));
  }

  public int group(int number) {
    return groups.computeIfAbsent(number, n -> found(n, owners.groups(), accounts::group));
  }

  private static int found(
      int number, Map<Integer, String> names, Function<String, OptionalInt> here) {
    String name = names.get(number);
    return name == null ? number : here.apply(name).orElse(number);
  }

  /** The attributes as they are to be here: access control lists name the users of this machine. */
  public List<Attribute> attributes(Traits traits) {
    if (traits.attributes().isEmpty()) {
      return List.of();
    }
    return traits.attributes().stream()
        .map(each -> AccessList.isOne(each) ? AccessList.withOwners(each, this) : each)
        .toList();
  }
}
