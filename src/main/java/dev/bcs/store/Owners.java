package dev.bcs.store;

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
}
