/**
 * Generations at rest: chunks in packs, manifests, and the book that says what each is worth.
 *
 * <p>Words: <em>chunk</em> (a piece of content, addressed by its SHA-256), <em>pack</em> (a file of
 * compressed chunks), <em>manifest</em> (every name of a generation and the chunks of each file),
 * <em>generation</em> (one captured point in time and its state), <em>pin</em> (a generation needs
 * a pack).
 *
 * <p>Promise: no chunk is kept that was not unpacked and hashed, none is handed out that was not
 * hashed again; a pack is durable before the ledger speaks of it; what a generation needs is not
 * deleted while the generation is listed; a restore writes nothing outside its target.
 *
 * <p>Refuses: paths that leave a tree, manifests and packs of newer formats, to repair silently.
 */
@NullMarked
package dev.bcs.store;

import org.jspecify.annotations.NullMarked;
