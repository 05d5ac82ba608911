/**
 * The one file that a person writes for a unit, read into the records of the rooms it configures.
 *
 * <p>Words: <em>settings</em> (all that {@code bcs.toml} says, checked), <em>problem</em> (one
 * thing in it that cannot work: file, line, sentence, hint).
 *
 * <p>Promise: all problems at once, each with its line and a way out, a misspelt key with the key
 * that was meant; what passes here can be started.
 *
 * <p>Refuses: to guess, to ignore a key that it does not know, and to change a file.
 */
@NullMarked
package dev.bcs.config;

import org.jspecify.annotations.NullMarked;
