/**
 * Beats both ways on every path, and what their silence means.
 *
 * <p>Words: <em>beat</em> (one authenticated datagram of at most 1200 bytes), <em>path</em> (one
 * address of the peer, with a socket of its own), <em>nonce</em> (made by each process; a beat
 * counts only if it echoes ours), <em>appointment</em> (when the detector wants to be asked next).
 *
 * <p>Promise: nothing that was recorded, forged or meant for another pair counts; and this unit
 * doubts itself first: a late tick or a suspended machine widens the limit before the peer is
 * accused. After the limits the peer is down, with the reason that says what was seen: also when
 * this unit's own links are down ({@code link-down-here}), which accuses nobody.
 *
 * <p>Refuses: names in place of addresses (name service dies first), and to decide anything about
 * roles.
 */
@NullMarked
package dev.bcs.heartbeat;

import org.jspecify.annotations.NullMarked;
