/**
 * The rules of continuity, the operations that follow them, and the journal that outlives a crash.
 *
 * <p>Words: <em>order</em> (what an operator asks), <em>refusal</em> (a frozen code that stands
 * against it), <em>override</em> (a refusal that is waived by name), <em>operation</em> (an
 * accepted order with its steps), <em>happening</em> and <em>transition</em> (the law of roles),
 * <em>told</em> (what the peer said in its beats), <em>opening</em> (the rules of a start),
 * <em>reserved</em> (an epoch that is made but not entered).
 *
 * <p>Promise: rules are pure and tabled, deeds bear repetition, an order is durable before its
 * first step; both units serve only after an override or an attestation that a person put his name
 * to, and that ends when they hear each other; the gap is never told smaller than it is.
 *
 * <p>Refuses: to serve on doubt, to return by itself after a takeover, to go back behind the swap.
 */
@NullMarked
package dev.bcs.continuity;

import org.jspecify.annotations.NullMarked;
