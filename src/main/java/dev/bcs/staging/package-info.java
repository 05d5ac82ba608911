/**
 * The secondary's side of a backup: takes generations in and keeps one ready to go live.
 *
 * <p>Words: <em>slot</em> (a staged tree beside the live place, a and b for each dataset),
 * <em>ready</em> (the slot of the newest verified generation), <em>settled</em> (a slot that was
 * ready before), <em>dirty</em> (a build began there and did not end), <em>hold</em> (a promotion
 * needs a slot to stand still), <em>doubt</em> (the machine stopped uncleanly and the slot has not
 * been read since).
 *
 * <p>Promise: a generation is acknowledged only when it was built from the store, synced, read back
 * and compared; whenever this dies, the newest acknowledged generation stays ready; a full disk
 * fails a run and nothing else.
 *
 * <p>Refuses: to stage an incomplete generation, to touch a slot that is held, to build over what
 * it did not make, to take a backup while the unit is not the secondary.
 */
@NullMarked
package dev.bcs.staging;

import org.jspecify.annotations.NullMarked;
