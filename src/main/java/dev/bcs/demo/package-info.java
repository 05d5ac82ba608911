/**
 * Starts a whole pair on loopback with the sample appliance, and plays its stories.
 *
 * <p>Words: <em>sample data</em> (a small PBX's files, laid out from a seed), <em>switchboard</em>
 * (the appliance's one service process), <em>callers</em> (who leave voicemails and make calls, and
 * remember what was acknowledged), <em>aside</em> (a file is written under another name first).
 *
 * <p>Promise: what a switchboard acknowledged is on its disk, and callers count exactly what a
 * later one does not have.
 *
 * <p>Refuses: to write outside the directories it was given.
 */
@NullMarked
package dev.bcs.demo;

import org.jspecify.annotations.NullMarked;
