/**
 * The mail window: one message for each alarm that is raised, worsened or cleared.
 *
 * <p>Words: <em>relay</em> (the SMTP server that takes our mail), <em>letter</em> (one alarm event
 * as subscribers read it).
 *
 * <p>Promise: what the relay does not take is tried again, ever more seldom, until the outbox gives
 * it up; a clear answers the message of its raise, so that both lie in one thread; nothing else
 * waits for mail.
 *
 * <p>Refuses: to send secrets, markup, or anything to who did not subscribe.
 */
@NullMarked
package dev.bcs.mail;

import org.jspecify.annotations.NullMarked;
