/**
 * Runs the commands that the owner configured: checks, hooks, fences, starts and stops.
 *
 * <p>Words: <em>command</em> (a program and its arguments, never a shell line), <em>run</em> (what
 * came of it: exit code, output, time taken).
 *
 * <p>Promise: every run ends within its limit, keeps at most 64 KiB of output, leaves no thread
 * behind, and says in one sentence how it ended.
 *
 * <p>Refuses: to pass anything through a shell, and to wait for what a command left running.
 */
@NullMarked
package dev.bcs.commands;

import org.jspecify.annotations.NullMarked;
