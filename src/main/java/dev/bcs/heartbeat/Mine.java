package dev.bcs.heartbeat;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;

/**
 * What this unit says of itself in each beat.
 *
 * @param servicesFailed it is the primary and a service of its appliance does not answer
 * @param payload opaque, at most {@value PeerView#LARGEST_PAYLOAD} bytes
 */
public record Mine(Role role, Epoch epoch, boolean servicesFailed, byte[] payload) {}
