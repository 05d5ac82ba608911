/**
 * One SQLite file in which the unit's durable facts live.
 *
 * <p>Words: <em>transact</em> (all or nothing, durable when it returns), <em>migration</em> (one
 * numbered step of one room's tables).
 *
 * <p>Promise: one writer; {@code synchronous=FULL}; a transaction that returned survives any crash,
 * one that threw left nothing. Each room owns its tables, whose names begin with the room's name.
 *
 * <p>Refuses: a file written by a newer program, and two processes as writers.
 */
@NullMarked
package dev.bcs.ledger;

import org.jspecify.annotations.NullMarked;
