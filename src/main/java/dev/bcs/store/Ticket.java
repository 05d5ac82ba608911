package dev.bcs.store;

import java.time.Duration;
import java.time.Instant;

/**
 * The start of a capture, stamped by the secondary's own clocks before the capture began.
 *
 * @param wall the secondary's wall clock
 * @param sinceBoot the secondary's boot-time clock, comparable within {@code bootId}
 */
public record Ticket(GenerationId generation, Instant wall, Duration sinceBoot, String bootId) {}
