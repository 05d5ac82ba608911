/**
 * The SNMP window: an agent, notifications, and the client and receiver that demo and tests use.
 *
 * <p>Words: <em>MIB</em> (BCS-MIB.txt, from which all names and numbers are read), <em>moment</em>
 * (one picture as one request sees it), <em>tree</em> (all that is answered), <em>order desk</em>
 * (the one handler of SET), <em>wire</em> (SNMPv3 with one engine), <em>target</em> (who is told by
 * trap or inform).
 *
 * <p>Promise: a request sees one consistent picture; an order is read whole from its request,
 * retransmissions act once, and a refusal names the object at fault; an inform is kept until it is
 * acknowledged.
 *
 * <p>Refuses: versions 1 and 2c, anything without authentication and privacy, default users and
 * communities, and to decide anything that status decides.
 */
@NullMarked
package dev.bcs.snmp;

import org.jspecify.annotations.NullMarked;
