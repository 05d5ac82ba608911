/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.link;

import org.jspecify.annotations.NullMarked;
