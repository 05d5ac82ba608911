/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.inventory;

import org.jspecify.annotations.NullMarked;
