package dev.bcs.staging;

import dev.bcs.store.GenerationId;
import java.time.Instant;

/**
 * Nothing is pruned until a person has looked at a dataset.
 *
 * @param generation the first one with what is strange
 * @param why such as {@code shrank from 900 to 3 files, generation 40 to 41}
 */
public record Suspension(String dataset, GenerationId generation, Instant since, String why) {
  /** For people, with the way out in it. */
  public String sentence() {
    return dataset + " " + why
        + ": nothing is pruned until somebody agrees (bcs generations --agree " + dataset + ")";
  }
}
