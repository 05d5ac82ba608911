/**
 * The page, the programs' interface over HTTP, and the same over the Unix socket.
 *
 * <p>Words: <em>network door</em> (loopback, or TLS), <em>local door</em> (the Unix socket, whose
 * caller the kernel names), <em>beat</em> (an event of the stream that carries the status every
 * second), <em>sample</em> (one point of the gap's chart).
 *
 * <p>Promise: reading never changes anything; what cannot be known is null, {@code +Inf} or a word
 * that says so; every error is a sentence with a way out; each answer, stream, session and body has
 * a bound.
 *
 * <p>Refuses: to act for anybody who is no operator, for a page of another site, or for a body it
 * does not wholly understand.
 */
@NullMarked
package dev.bcs.http;

import org.jspecify.annotations.NullMarked;
