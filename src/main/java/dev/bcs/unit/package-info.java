/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.unit;

import org.jspecify.annotations.NullMarked;
