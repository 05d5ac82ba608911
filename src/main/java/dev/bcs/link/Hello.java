package dev.bcs.link;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.UUID;

/**
 * The first thing that both sides say; its beginning never changes in any version.
 *
 * <pre>
 * 4  magic "BCSL"
 * 2  newest protocol version that this side speaks
 * 2  oldest protocol version that this side speaks
 * 2  length of what follows; later versions may add at its end
 *    1  purpose: 1 calls, 2 pairing, 3 reads (calls of one side only)
 *    16 unit id
 *    UTF  id of the pair, empty when pairing
 * </pre>
 *
 * <p>The version rule: version N speaks N and N−1, so a pair can be updated one unit after the
 * other. Both use the newest that both speak; if there is none, each says so and hangs up.
 */
record Hello(int newest, int oldest, byte purpose, UUID unit, String pair) {
  static final int VERSION = 1;
  static final byte CALLS = 1;
  static final byte PAIRING = 2;
  static final byte READS = 3;

  private static final int MAGIC = 0x4243534c;
  private static final int LONGEST = 1024;

  static Hello of(byte purpose, UUID unit, String pair) {
    return new Hello(VERSION, Math.max(1, VERSION - 1), purpose, unit, pair);
  }

  void write(DataOutputStream out) throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeByte(purpose);
    body.writeLong(unit.getMostSignificantBits());
    body.writeLong(unit.getLeastSignificantBits());
    body.writeUTF(pair);
    out.writeInt(MAGIC);
    out.writeShort(newest);
    out.writeShort(oldest);
    out.writeShort(bytes.size());
    bytes.writeTo(out);
    out.flush();
  }

  static Hello read(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("it does not speak the protocol of bcs");
    }
    int newest = in.readUnsignedShort();
    int oldest = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    if (length > LONGEST) {
      throw new IOException("its hello is too long");
    }
    DataInputStream body =
        new DataInputStream(new java.io.ByteArrayInputStream(in.readNBytes(length)));
    return new Hello(
        newest,
        oldest,
        body.readByte(),
        new UUID(body.readLong(), body.readLong()),
        body.readUTF());
  }

  /**
   * The version to speak with this other side.
   *
   * @throws IOException if there is none, with a sentence for both logs
   */
  int agree(Hello other) throws IOException {
    int version = Math.min(newest, other.newest);
    if (version < Math.max(oldest, other.oldest)) {
      throw new IOException("protocol versions " + oldest + " to " + newest + " here and "
          + other.oldest + " to " + other.newest + " there have none in common\nhint: update the"
          + " older unit; versions may differ by one");
    }
    return version;
  }
}
