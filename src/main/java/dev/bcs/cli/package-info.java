/**
 * The command line: one program for whoever sits at the machine.
 *
 * <p>Words: <em>door</em> (the daemon's Unix socket), <em>shelf</em> (where generations are read
 * from: this unit's store or the peer's), <em>terminal</em> (where is written, and the person who
 * may be asked).
 *
 * <p>Promise: every end has a sentence, a way out and an exit code of one table; a stack trace only
 * with {@code BCS_DEBUG=1}; colours and rewritten lines only on a terminal; what was followed is
 * reported by its outcome and never by an older one's. Commands that must work when the daemon does
 * not are told apart from those that need it.
 *
 * <p>Refuses: secrets in arguments, questions where nobody can answer them, and to write in a home
 * that a daemon uses.
 */
@NullMarked
package dev.bcs.cli;

import org.jspecify.annotations.NullMarked;
