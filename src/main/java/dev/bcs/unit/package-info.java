/**
 * Who this unit is: its home, identity, keys, users and the pair it belongs to.
 *
 * <p>Words: <em>home</em> (the folder in which everything durable of a unit lies),
 * <em>identity</em> (unit id and SNMP engine, made once), <em>fingerprint</em> (SHA-256 of a
 * certificate), <em>pinned</em> (the one certificate of the peer that is believed),
 * <em>pairing</em> (what both units agreed when the pair was made), <em>right</em> (viewer or
 * operator).
 *
 * <p>Promise: what is made once stays the same across restarts; a password is never kept, only what
 * proves it; nobody but the owner of the home can read its secrets.
 *
 * <p>Refuses: a home that belongs to somebody else, any certificate but the pinned one, weak
 * passwords, and to tell a wrong user from a wrong password.
 */
@NullMarked
package dev.bcs.unit;

import org.jspecify.annotations.NullMarked;
