/**
 * The only room that reads a clock or waits.
 *
 * <p>Words: <em>wall clock</em> (an {@link java.time.Instant}, for people, may jump),
 * <em>ticks</em> (monotonic nanoseconds, for durations), <em>since boot</em> (the clock that also
 * counts suspend).
 *
 * <p>Promise: whoever takes a {@link dev.bcs.time.Clocks} can be tested without waiting.
 *
 * <p>Refuses: to let any other room read the system's clocks, sleep, or start a nameless thread.
 */
@NullMarked
package dev.bcs.time;

import org.jspecify.annotations.NullMarked;
