package dev.bcs.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One extended attribute of a name, an access control list among them.
 *
 * @param name with its namespace, such as {@code user.comment} or {@code system.posix_acl_access}
 */
public record Attribute(BytePath name, byte[] value) {
  private static final List<String> SPACES = List.of("user.", "security.", "trusted.");
  private static final List<String> ACLS =
      List.of("system.posix_acl_access", "system.posix_acl_default");

  public Attribute {
    value = value.clone();
  }

  /** Whether an attribute of this name belongs to the file, rather than to its file system. */
  public static boolean isKept(BytePath name) {
    String text = new String(name.bytes(), StandardCharsets.ISO_8859_1);
    return ACLS.contains(text)
        || SPACES.stream()
            .anyMatch(space -> text.startsWith(space) && text.length() > space.length());
  }

  @Override
  public byte[] value() {
    return value.clone();
  }

  /** Whether these bytes are the value. */
  public boolean holds(byte[] bytes) {
    return Arrays.equals(value, bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attribute that
        && name.equals(that.name)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return name + " (" + value.length + " bytes)";
  }
}
