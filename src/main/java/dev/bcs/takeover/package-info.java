/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.takeover;

import org.jspecify.annotations.NullMarked;
