/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.http;

import org.jspecify.annotations.NullMarked;
