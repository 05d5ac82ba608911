/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.backup;

import org.jspecify.annotations.NullMarked;
