package dev.bcs.backup;

import dev.bcs.files.Accounts;
import dev.bcs.files.Attribute;
import dev.bcs.store.AccessList;
import dev.bcs.store.Entry;
import dev.bcs.store.Owners;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** Asks once who each number is that owns something in a tree, or stands in a list of access. */
final class Census {
  private Census() {}

  static Owners of(List<Entry> entries, Accounts accounts) {
    Set<Integer> users = new HashSet<>();
    Set<Integer> groups = new HashSet<>();
    for (Entry entry : entries) {
      users.add(entry.user());
      groups.add(entry.group());
      for (Attribute attribute : entry.traits().attributes()) {
        AccessList.numbers(attribute, users, groups);
      }
    }
    return new Owners(named(users, accounts::userName), named(groups, accounts::groupName));
  }

  private static Map<Integer, String> named(
      Collection<Integer> numbers, IntFunction<String> names) {
    Map<Integer, String> named = new HashMap<>();
    for (int number : numbers) {
      String name = names.apply(number);
      if (!name.isBlank() && name.chars().noneMatch(Character::isISOControl)) {
        named.put(number, name);
      }
    }
    return named;
  }
}
