package dev.bcs.heartbeat;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and reads the datagram of a beat, version 1; numbers are big-endian.
 *
 * <pre>
 *   0  4  "BCSb"
 *   4  1  version, 1
 *   5  1  flags: 1 services failed, 2 goodbye; others 0
 *   6  1  role, the code of the glossary
 *   7  1  loss in percent that the sender sees on this path
 *   8  8  pair: first 8 bytes of the SHA-256 of its id
 *  16  8  sender: the same of the sending unit's id
 *  24  8  sequence
 *  32  8  nonce of the sender
 *  40  8  echo of the receiver's nonce
 *  48  8  epoch
 *  56  8  newest sequence heard on this path
 *  64  4  microseconds since it was heard
 *  68  4  count on this path
 *  72  2  length n of the payload
 *  74  n  payload
 *  74+n  32  HMAC-SHA-256 by the pair's key over all before it
 * </pre>
 *
 * <p>Not safe for several threads. What does not fit exactly is no beat.
 */
final class BeatCodec {
  static final int LARGEST = 74 + PeerView.LARGEST_PAYLOAD + 32;

  private static final int MAGIC = 0x42435362;
  private static final byte VERSION = 1;
  private static final int HEAD = 74;
  private static final int TAIL = 32;
  private static final int SERVICES_FAILED = 1;
  private static final int GOODBYE = 2;

  private final long pair;
  private final long unit;
  private final long peer;
  private final Mac mac;

  BeatCodec(Kin kin) {
    pair = Kin.brief(kin.pair());
    unit = Kin.brief(kin.unit());
    peer = Kin.brief(kin.peer());
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(kin.key(), "HmacSHA256"));
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  byte[] encode(Beat beat) {
    byte[] payload = beat.payload();
    ByteBuffer out = ByteBuffer.allocate(HEAD + payload.length + TAIL);
    int flags = (beat.servicesFailed() ? SERVICES_FAILED : 0) | (beat.goodbye() ? GOODBYE : 0);
    out.putInt(MAGIC).put(VERSION).put((byte) flags);
    out.put((byte) beat.role().code()).put((byte) beat.lossPercent());
    out.putLong(pair).putLong(unit).putLong(beat.sequence());
    out.putLong(beat.nonce()).putLong(beat.echo()).putLong(beat.epoch().value());
    out.putLong(beat.heard()).putInt(beat.heldMicros()).putInt(beat.count());
    out.putShort((short) payload.length).put(payload);
    mac.update(out.array(), 0, out.position());
    out.put(mac.doFinal());
    return out.array();
  }

  /** The beat, if this is one of our peer in our pair, whole and authentic. */
  Optional<Beat> decode(ByteBuffer in) {
    if (in.remaining() < HEAD + TAIL || in.remaining() > LARGEST) {
      return Optional.empty();
    }
    byte[] all = new byte[in.remaining()];
    in.get(all);
    ByteBuffer from = ByteBuffer.wrap(all);
    if (from.getInt(0) != MAGIC
        || from.get(4) != VERSION
        || from.getLong(8) != pair
        || from.getLong(16) != peer
        || (from.getShort(72) & 0xffff) != all.length - HEAD - TAIL) {
      return Optional.empty();
    }
    mac.update(all, 0, all.length - TAIL);
    byte[] proof = new byte[TAIL];
    from.get(all.length - TAIL, proof);
    if (!MessageDigest.isEqual(mac.doFinal(), proof)) {
      return Optional.empty();
    }
    return authentic(from, all.length - HEAD - TAIL);
  }

  private static Optional<Beat> authentic(ByteBuffer from, int payloadLength) {
    byte[] payload = new byte[payloadLength];
    from.get(HEAD, payload);
    int flags = from.get(5);
    try {
      return Optional.of(new Beat(
          from.getLong(32),
          from.getLong(40),
          from.getLong(24),
          from.getInt(68),
          from.getLong(56),
          from.getInt(64),
          from.get(7),
          Role.ofCode(from.get(6)),
          new Epoch(from.getLong(48)),
          (flags & SERVICES_FAILED) != 0,
          (flags & GOODBYE) != 0,
          payload));
    } catch (IllegalArgumentException fromAStrangerVersion) {
      return Optional.empty();
    }
  }
}
