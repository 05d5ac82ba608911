package dev.bcs.files;

import java.util.OptionalInt;

/** Names of the users and groups of a machine; whoever has none is known by number only. */
public interface Accounts {
  /** Nobody has a name. */
  Accounts NONE = new Accounts() {
    @Override
    public String userName(int user) {
      return "";
    }

    @Override
    public String groupName(int group) {
      return "";
    }

    @Override
    public OptionalInt user(String name) {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt group(String name) {
      return OptionalInt.empty();
    }
  };

  /** Empty if the number has no name. */
  String userName(int user);

  String groupName(int group);

  /** The number of the user of this name. */
  OptionalInt user(String name);

  OptionalInt group(String name);
}
