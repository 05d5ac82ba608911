/**
 * The file system behind one seam, with names as bytes.
 *
 * <p>Words: <em>byte path</em> (a name is any bytes but '/' and NUL), <em>disk</em> (the seam),
 * <em>native door</em> (the disk that calls the system itself, because Java 17 cannot name such
 * files, nor sync a file system, nor exchange two names), <em>faulty twin</em> (a disk in memory
 * that loses any subset of what was not synced).
 *
 * <p>Promise: nothing is durable until synced, and what is synced stays.
 *
 * <p>Refuses: to follow symbolic links in the last name of a path.
 */
@NullMarked
package dev.bcs.files;

import org.jspecify.annotations.NullMarked;
