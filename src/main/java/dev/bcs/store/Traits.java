package dev.bcs.store;

import dev.bcs.files.Attribute;
import java.util.List;

/**
 * What few names have: extended attributes, holes in a file, a time far from ours.
 *
 * @param known false for what a manifest of format 1 says, which looked for none of it
 * @param era see {@link dev.bcs.files.Stat#era}
 * @param attributes ascending by name; access control lists are among them
 * @param holes ascending, apart from each other: parts of a file that no chunk covers, all zeros
 */
public record Traits(boolean known, int era, List<Attribute> attributes, List<Hole> holes) {
  /** Looked for, and nothing found. */
  public static final Traits NONE = new Traits(true, 0, List.of(), List.of());

  /** Not looked for. */
  public static final Traits UNKNOWN = new Traits(false, 0, List.of(), List.of());

  /** Largest value of an attribute, after xattr(7). */
  static final int LARGEST_VALUE = 1 << 16;

  static final int LONGEST_NAME = 255;

  public Traits {
    attributes = List.copyOf(attributes);
    holes = List.copyOf(holes);
  }

  /** Where a file has no content on the disk. */
  public record Hole(long start, long length) {
    /** Where content goes on, or the file ends. */
    public long end() {
      return start + length;
    }
  }

  /** These, without an object for each of the many names that have none. */
  public static Traits of(int era, List<Attribute> attributes, List<Hole> holes) {
    return era == 0 && attributes.isEmpty() && holes.isEmpty()
        ? NONE
        : new Traits(true, era, attributes, holes);
  }

  /** Bytes of all holes. */
  public long hollow() {
    long sum = 0;
    for (Hole hole : holes) {
      sum += hole.length;
    }
    return sum;
  }

  /** Whether a file cannot tell the difference; whether it was looked for does not count. */
  public boolean same(Traits other) {
    return era == other.era && attributes.equals(other.attributes) && holes.equals(other.holes);
  }
}
