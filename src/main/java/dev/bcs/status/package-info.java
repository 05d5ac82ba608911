/**
 * One immutable picture of the pair, its alarms and history, and the ports through which windows
 * act.
 *
 * <p>Words: <em>picture</em> (all that a window may show, at one moment), <em>word</em> (a term of
 * the glossary with its frozen code), <em>alarm</em> (a state with a severity, raised and cleared),
 * <em>finding</em> (what a rule says of an alarm now: holds, gone or unknown), <em>event</em> (a
 * numbered line of history), <em>channel</em> (who still has to be told), <em>band</em> (the one
 * word at five metres), <em>door</em> (a way in for operators: SNMP, JMX, CLI, HTTP).
 *
 * <p>Promise: windows read only this, so they cannot disagree; what is unknown is never shown as
 * well and never clears an alarm; each change of an alarm and each order is exactly one event,
 * numbered without holes, durable before anybody hears of it.
 *
 * <p>Refuses: to let a window decide anything, and to forget an event that is not yet delivered
 * without counting it.
 */
@NullMarked
package dev.bcs.status;

import org.jspecify.annotations.NullMarked;
