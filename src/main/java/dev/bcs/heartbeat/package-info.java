/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.heartbeat;

import org.jspecify.annotations.NullMarked;
