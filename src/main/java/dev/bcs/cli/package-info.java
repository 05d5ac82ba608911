/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.cli;

import org.jspecify.annotations.NullMarked;
