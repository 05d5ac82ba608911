/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.jmx;

import org.jspecify.annotations.NullMarked;
