/**
 * The road between the two units: calls over mutual TLS 1.3, and how the pair is made.
 *
 * <p>Words: <em>call</em> (a verb, a body, an answer or a refusal), <em>path</em> (one address of
 * the peer), <em>hello</em> (who speaks, and which protocol versions), <em>stranger</em> (whoever
 * does not hold the pinned key), <em>invitation</em> (its code names the inviter's key and carries
 * a secret, once and for fifteen minutes).
 *
 * <p>Promise: whoever is answered holds the pinned key; a call ends within its limit, with an
 * answer or a sentence; a dead path is noticed within about three seconds and the next one tried;
 * no call waits for another's slow reader for ever. Handlers are registered by other rooms.
 *
 * <p>Refuses: strangers, old TLS, protocols more than one version apart, oversized bodies, and to
 * store a pair before both sides have agreed on it.
 */
@NullMarked
package dev.bcs.link;

import org.jspecify.annotations.NullMarked;
