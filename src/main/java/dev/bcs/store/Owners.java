package dev.bcs.store;

import java.util.HashMap;
import java.util.Map;

/**
 * The names of the users and groups that own a captured tree, or stand in its access control lists.
 *
 * <p>A number that has no name on the primary is not in it: it stays a number.
 */
public record Owners(Map<Integer, String> users, Map<Integer, String> groups) {
  public static final Owners NONE = new Owners(Map.of(), Map.of());

  public Owners {
    users = Map.copyOf(users);
    groups = Map.copyOf(groups);
  }

  /** Both, of one machine. */
  Owners with(Owners more) {
    Map<Integer, String> bothUsers = new HashMap<>(users);
    bothUsers.putAll(more.users);
    Map<Integer, String> bothGroups = new HashMap<>(groups);
    bothGroups.putAll(more.groups);
    return new Owners(bothUsers, bothGroups);
  }
}
