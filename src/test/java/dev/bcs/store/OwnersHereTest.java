package dev.bcs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.Accounts;
import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who has a name is found by it; who has none stays a number. */
class OwnersHereTest {
  private static final Owners CAPTURED =
      new Owners(Map.of(1000, "pbx", 1001, "elsewhere"), Map.of(1000, "pbx"));

  private final OwnersHere here = new OwnersHere(CAPTURED, new OnePbx());

  /** A machine on which the user pbx is 2000, and its group 3000. */
  private static final class OnePbx implements Accounts {
    @Override
    public String userName(int user) {
      return user == 2000 ? "pbx" : "";
    }

    @Override
    public String groupName(int group) {
      return group == 3000 ? "pbx" : "";
    }

    @Override
    public OptionalInt user(String name) {
      return name.equals("pbx") ? OptionalInt.of(2000) : OptionalInt.empty();
    }

    @Override
    public OptionalInt group(String name) {
      return name.equals("pbx") ? OptionalInt.of(3000) : OptionalInt.empty();
    }
  }

  @Test
  void ownersAreFoundByNameAndElseByNumber() {
    assertThat(here.user(1000)).isEqualTo(2000);
    assertThat(here.group(1000)).isEqualTo(3000);
    assertThat(here.user(1001)).isEqualTo(1001);
    assertThat(here.user(7)).isEqualTo(7);
    assertThat(here.group(1001)).isEqualTo(1001);
  }

  @Test
  void manyHandsMayAskAtOnce() {
    IntStream.range(0, 200_000).parallel().forEach(number -> {
      int kept = 5000 + number % 3000;
      assertThat(here.user(kept)).isEqualTo(kept);
      assertThat(here.group(1000)).isEqualTo(3000);
    });
  }

  @Test
  void accessListsNameTheUsersOfThisMachine() {
    Attribute list = list(1000, 1000);
    Traits traits = Traits.of(0, List.of(list), List.of());
    assertThat(here.attributes(traits)).containsExactly(list(2000, 3000));
    Set<Integer> users = new HashSet<>();
    Set<Integer> groups = new HashSet<>();
    AccessList.numbers(list, users, groups);
    assertThat(users).containsExactly(1000);
    assertThat(groups).containsExactly(1000);
  }

  @Test
  void whatIsNoAccessListIsCarriedAsItIs() {
    for (Attribute odd : List.of(
        new Attribute(BytePath.of("system.posix_acl_access"), new byte[] {2, 0, 0, 0, 2, 0, 7}),
        new Attribute(BytePath.of("system.posix_acl_access"), new byte[] {9, 0, 0, 0}),
        new Attribute(BytePath.of("user.x"), list(1000, 1000).value()))) {
      assertThat(here.attributes(Traits.of(0, List.of(odd), List.of()))).containsExactly(odd);
    }
  }

  /** Of the owner, one user, the owning group, one group, the mask and others. */
  private static Attribute list(int user, int group) {
    ByteBuffer list =
        ByteBuffer.allocate(4 + 6 * 8).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    int[][] entries = {{1, 6, -1}, {2, 4, user}, {4, 4, -1}, {8, 4, group}, {16, 6, -1}, {32, 0, -1}
    };
    for (int[] entry : entries) {
      list.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return new Attribute(BytePath.of("system.posix_acl_access"), list.array());
  }
}
