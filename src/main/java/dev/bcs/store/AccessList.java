package dev.bcs.store;

import dev.bcs.files.Attribute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * A POSIX access control list as Linux keeps it in an attribute.
 *
 * <pre>
 *  0  4  version, 2                                            little-endian
 *  4     entries, each: tag 2 · permissions 2 · number 4, of the user (tag 2) or group (tag 8)
 * </pre>
 *
 * <p>One of another shape is carried as it is.
 */
public final class AccessList {
  private static final String PREFIX = "system.posix_acl_";
  private static final int VERSION = 2;
  private static final int USER = 2;
  private static final int GROUP = 8;
  private static final int HEAD = 4;
  private static final int ENTRY = 8;

  private AccessList() {}

  static boolean isOne(Attribute attribute) {
    byte[] value = attribute.value();
    return attribute.name().toString().startsWith(PREFIX)
        && value.length >= HEAD
        && (value.length - HEAD) % ENTRY == 0
        && ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == VERSION;
  }

  /** Adds the numbers of all users and groups that the list names; none if it is no list. */
  public static void numbers(Attribute attribute, Set<Integer> users, Set<Integer> groups) {
    if (!isOne(attribute)) {
      return;
    }
    ByteBuffer list = ByteBuffer.wrap(attribute.value()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = HEAD; at < list.limit(); at += ENTRY) {
      int tag = list.getShort(at);
      if (tag == USER) {
        users.add(list.getInt(at + 4));
      } else if (tag == GROUP) {
        groups.add(list.getInt(at + 4));
      }
    }
  }

  static Attribute withOwners(Attribute attribute, OwnersHere owners) {
    ByteBuffer list = ByteBuffer.wrap(attribute.value()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = HEAD; at < list.limit(); at += ENTRY) {
      int tag = list.getShort(at);
      int number = list.getInt(at + 4);
      if (tag == USER) {
        list.putInt(at + 4, owners.user(number));
      } else if (tag == GROUP) {
        list.putInt(at + 4, owners.group(number));
      }
    }
    return new Attribute(attribute.name(), list.array());
  }
}
