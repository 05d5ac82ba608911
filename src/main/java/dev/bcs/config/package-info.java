/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.config;

import org.jspecify.annotations.NullMarked;
