/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.daemon;

import org.jspecify.annotations.NullMarked;
