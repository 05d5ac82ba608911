package dev.bcs.files;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The users and groups that this machine knows, whatever it asks for them.
 *
 * <p>One call at a time: the C library answers into memory of its own. In its passwd and group the
 * name lies at 0; the user's number at 16, the group's too.
 */
final class NativeAccounts implements Accounts {
  private static final int NUMBER_AT = 16;

  @Override
  public synchronized String userName(int user) {
    return name(Libc.getpwuid(user));
  }

  @Override
  public synchronized String groupName(int group) {
    return name(Libc.getgrgid(group));
  }

  @Override
  public synchronized OptionalInt user(String name) {
    return number(Libc.getpwnam(zeroEnded(name)));
  }

  @Override
  public synchronized OptionalInt group(String name) {
    return number(Libc.getgrnam(zeroEnded(name)));
  }

  private static byte[] zeroEnded(String name) {
    return NativeDisk.zeroEnded(BytePath.of(name));
  }

  private static String name(@Nullable Pointer account) {
    return account == null ? "" : account.getPointer(0).getString(0, StandardCharsets.UTF_8.name());
  }

  private static OptionalInt number(@Nullable Pointer account) {
    return account == null ? OptionalInt.empty() : OptionalInt.of(account.getInt(NUMBER_AT));
  }
}
