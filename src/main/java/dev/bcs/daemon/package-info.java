/**
 * Builds a unit out of its rooms, starts and ends it in order, as a program or as a service.
 *
 * <p>Words: <em>daemon</em> (one running unit), <em>late</em> (what stands from the first moment,
 * but leads to the peer only once there is one), <em>service</em> (the daemon in the hands of jsvc
 * or procrun).
 *
 * <p>Promise: a start opens everything or nothing, and says in one sentence what stood in the way;
 * an end says goodbye, asks for the peer's promise, leaves the appliance's services as they are,
 * and is over within half a minute.
 *
 * <p>Refuses: to decide anything that a room below decides, and to share a home with another.
 */
@NullMarked
package dev.bcs.daemon;

import org.jspecify.annotations.NullMarked;
