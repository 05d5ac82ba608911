/**
 * Whether both units are alike: machine, software, and what they are configured to protect.
 *
 * <p>Words: <em>fact</em> (a name and a value that this unit can tell of itself), <em>parity</em>
 * (both units tell the same facts), <em>difference</em> (one fact that they tell differently).
 *
 * <p>Promise: a difference is named item by item, with both values; what is not known is said to be
 * unknown, never alike.
 *
 * <p>Refuses: to compare what belongs to one unit alone, such as names, addresses and keys, and to
 * believe more of the peer than its link told.
 */
@NullMarked
package dev.bcs.inventory;

import org.jspecify.annotations.NullMarked;
