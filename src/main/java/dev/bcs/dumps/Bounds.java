package dev.bcs.dumps;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a dump or a load may take, and whether nobody wants it any more.
 *
 * @param givenUp asked again and again while programs run
 */
public record Bounds(Duration limit, BooleanSupplier givenUp) {}
