package dev.bcs.unit;

/** Number of the current assignment of roles; odd ones are made by the primary at pairing. */
public record Epoch(long value) implements Comparable<Epoch> {
  /** Before there was a pair. */
  public static final Epoch NONE = new Epoch(0);

  public Epoch {
    if (value < 0) {
      throw new IllegalArgumentException("an epoch is not negative");
    }
  }

  /** The least epoch above this one of the given parity, so that two units never make the same. */
  public Epoch next(boolean odd) {
    long next = value + 1;
    return new Epoch((next % 2 == 1) == odd ? next : next + 1);
  }

  public boolean isAbove(Epoch other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
