package dev.bcs.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** A path as the bytes that the system uses; compared byte by byte, unsigned. */
public final class BytePath implements Comparable<BytePath> {
  private final byte[] bytes;

  private BytePath(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        throw new IllegalArgumentException("a path cannot hold a zero byte");
      }
    }
    this.bytes = bytes;
  }

  public static BytePath of(byte[] bytes) {
    return new BytePath(bytes.clone());
  }

  public static BytePath of(String text) {
    return new BytePath(text.getBytes(StandardCharsets.UTF_8));
  }

  public static BytePath of(Path path) {
    return of(path.toString());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  /** This path, a slash, and a name or relative path; an empty path gives the name alone. */
  public BytePath child(byte[] name) {
    if (bytes.length == 0) {
      return new BytePath(name.clone());
    }
    boolean slash = bytes[bytes.length - 1] == '/';
    byte[] joined = Arrays.copyOf(bytes, bytes.length + (slash ? 0 : 1) + name.length);
    if (!slash) {
      joined[bytes.length] = '/';
    }
    System.arraycopy(name, 0, joined, joined.length - name.length, name.length);
    return new BytePath(joined);
  }

  public BytePath child(String name) {
    return child(name.getBytes(StandardCharsets.UTF_8));
  }

  public BytePath child(BytePath relative) {
    return child(relative.bytes);
  }

  /** The last name. */
  public byte[] name() {
    return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
  }

  /** All but the last name; empty for a single relative name, "/" for one below the root. */
  public BytePath parent() {
    int slash = lastSlash();
    return new BytePath(Arrays.copyOf(bytes, slash == 0 ? 1 : Math.max(slash, 0)));
  }

  public boolean startsWith(BytePath ancestor) {
    int n = ancestor.bytes.length;
    return bytes.length >= n
        && Arrays.equals(bytes, 0, n, ancestor.bytes, 0, n)
        && (bytes.length == n || n == 0 || ancestor.bytes[n - 1] == '/' || bytes[n] == '/');
  }

  private int lastSlash() {
    int i = bytes.length - 1;
    while (i >= 0 && bytes[i] != '/') {
      i--;
    }
    return i;
  }

  @Override
  public int compareTo(BytePath other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BytePath path && Arrays.equals(bytes, path.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * For people: as UTF-8, with what is not printable as \xHH, so that two paths never look alike.
   */
  @Override
  public String toString() {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean plain = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
    if (plain && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\')) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (byte b : bytes) {
      if (b >= 0x20 && b < 0x7f && b != '\\') {
        shown.append((char) b);
      } else {
        shown.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return shown.toString();
  }
}
