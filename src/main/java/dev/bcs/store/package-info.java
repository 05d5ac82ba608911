/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.store;

import org.jspecify.annotations.NullMarked;
