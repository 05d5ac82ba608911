/**
 * Does what a takeover does to this machine: fence, swap, services, addresses, boot guard.
 *
 * <p>Words: <em>fence</em> (how the failed unit is kept from serving), <em>swap</em> (staged trees
 * take the live places), <em>aside</em> (where what was live is kept), <em>local path</em> (what
 * belongs to the unit and is carried across), <em>held down</em> (services may not run here),
 * <em>boot guard</em> (services may start only while its file says so).
 *
 * <p>Promise: every step bears repetition after a crash at any instant, ends within its limit, and
 * says in one sentence how it ended; nothing that was live is deleted.
 *
 * <p>Refuses: to decide whether to take over, to take paths or commands from anywhere but this
 * unit's own configuration, and to swap a tree that is a mount, a link or in use.
 */
@NullMarked
package dev.bcs.takeover;

import org.jspecify.annotations.NullMarked;
