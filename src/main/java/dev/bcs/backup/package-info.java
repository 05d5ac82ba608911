/**
 * The primary's side of backup: when to run, what to read, and what would be lost.
 *
 * <p>Words: <em>schedule</em> (when runs are due), <em>survey</em> (every name that a dataset is
 * made of), <em>capture</em> (reading them), <em>courier</em> (hands the peer the chunks that it
 * lacks), <em>baseline</em> (the manifest that the peer last acknowledged as verified, with what
 * the files looked like then), <em>forecast</em> (what is not in the baseline).
 *
 * <p>Promise: one run at a time; success is only the peer's word that the generation is verified;
 * whatever could not be read truly is named and makes the run incomplete; the forecast is never
 * smaller than the truth at its {@code asOf}, because whatever is in doubt counts as lost.
 *
 * <p>Refuses: a schedule with a day in which nothing runs, to follow symbolic links or mounts out
 * of a dataset, and to capture what belongs to the unit itself ({@code .bcs}, {@code local}).
 */
@NullMarked
package dev.bcs.backup;

import org.jspecify.annotations.NullMarked;
