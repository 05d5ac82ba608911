/** Door plate to be written with the room. */
@NullMarked
package dev.bcs.snmp;

import org.jspecify.annotations.NullMarked;
