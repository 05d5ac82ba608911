/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.continuity;

import org.jspecify.annotations.NullMarked;
