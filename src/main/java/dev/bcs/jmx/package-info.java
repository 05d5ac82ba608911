/**
 * The JMX window: the picture as an MXBean, orders as operations, metrics, on one port.
 *
 * <p>Words: <em>caller</em> (who signed in over the port; an operation without one is refused),
 * <em>filling</em> (what JConsole writes into a field by itself).
 *
 * <p>Promise: registry and server share one fixed port, bound to one address; off loopback only
 * with TLS; whoever connects has signed in; viewers read, operators also invoke; events are
 * notifications.
 *
 * <p>Refuses: orders through a local attach, whose user nobody has checked; fields left as JConsole
 * fills them; attributes set, beans made or heaps dumped from afar.
 */
@NullMarked
package dev.bcs.jmx;

import org.jspecify.annotations.NullMarked;
