/**
 * One immutable picture of the pair, and the ports through which windows act.
 *
 * <p>Words: <em>picture</em> (all that a window may show, at one moment), <em>word</em> (a term of
 * the glossary with its frozen code), <em>alarm</em> (a state with a severity, raised and cleared),
 * <em>event</em> (a numbered line of history), <em>band</em> (the one word at five metres),
 * <em>door</em> (a way in for operators: SNMP, JMX, CLI, HTTP).
 *
 * <p>Promise: windows read only this, so they cannot disagree; what is unknown is never shown as
 * well.
 *
 * <p>Refuses: to let a window decide anything.
 */
@NullMarked
package dev.bcs.status;

import org.jspecify.annotations.NullMarked;
