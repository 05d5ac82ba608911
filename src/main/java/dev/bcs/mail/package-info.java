/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.mail;

import org.jspecify.annotations.NullMarked;
