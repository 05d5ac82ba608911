/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.staging;

import org.jspecify.annotations.NullMarked;
