package dev.bcs.store;

/** Number of a captured point in time; grows across both units, 1 to 4294967295. */
public record GenerationId(long number) implements Comparable<GenerationId> {
  public GenerationId {
    if (number < 1 || number > 0xffff_ffffL) {
      throw new IllegalArgumentException("a generation is numbered from 1 to 4294967295");
    }
  }

  @Override
  public int compareTo(GenerationId other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
