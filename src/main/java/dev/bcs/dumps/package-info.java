/**
 * The types of dataset that are no trees of files: how each is dumped, and how it is loaded.
 *
 * <p>Words: <em>dump</em> (files in which an engine's own program wrote all that it holds),
 * <em>dumper</em> (makes one of what runs on the primary), <em>loader</em> (makes of a dump, on the
 * secondary, what the engine will run on), <em>bounds</em> (the time limit, and whether the work
 * was given up).
 *
 * <p>Promise: a dumper that returns has handed over a whole dump; a loader that returns has loaded
 * all of it, had the engine check it, and left nothing running; every wait has a limit.
 *
 * <p>Refuses: to copy the files of an engine that runs, to follow a path or a command that is not
 * of this unit's own configuration, and to run an engine as root.
 */
@NullMarked
package dev.bcs.dumps;

import org.jspecify.annotations.NullMarked;
