package dev.bcs.staging;

import java.util.Optional;

/** Whether anybody else reads this unit's store now, such as a restore beside the daemon. */
@FunctionalInterface
public interface Alone {
  /** Nobody else can. */
  Alone ALWAYS = () -> Optional.of(() -> {});

  /** Keeps readers out until it is closed; empty, at once, if there is one. */
  Optional<Lease> alone();

  /** The time in which nobody reads. */
  @FunctionalInterface
  interface Lease extends AutoCloseable {
    @Override
    void close();
  }
}
