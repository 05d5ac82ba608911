package dev.bcs.heartbeat;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;

/** Beats for tests. */
final class Beats {
  static final long MINE = 7;
  static final long PEERS = 9;

  private Beats() {}

  static byte[] key(int fill) {
    byte[] key = new byte[Kin.KEY_BYTES];
    java.util.Arrays.fill(key, (byte) fill);
    return key;
  }

  static Kin kin(String unit, String peer) {
    return new Kin("hq", unit, peer, key(1));
  }

  static Beat plain() {
    return beat(PEERS, MINE, 1, 1);
  }

  static Beat beat(long nonce, long echo, long sequence, int count) {
    return new Beat(
        nonce,
        echo,
        sequence,
        count,
        0,
        0,
        0,
        Role.PRIMARY,
        new Epoch(3),
        false,
        false,
        new byte[0]);
  }

  static Beat withServicesFailed() {
    return new Beat(
        PEERS, MINE, 1, 1, 0, 0, 0, Role.PRIMARY, new Epoch(3), true, false, new byte[0]);
  }

  static Beat goodbye() {
    return new Beat(
        PEERS, MINE, 1, 1, 0, 0, 0, Role.PRIMARY, new Epoch(3), false, true, new byte[0]);
  }
}
