/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.demo;

import org.jspecify.annotations.NullMarked;
