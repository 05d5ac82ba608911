package dev.bcs.store;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * Manifests of any length from and to a stream, byte by byte as {@link ManifestCodec} has them.
 *
 * <p>Takes memory for one entry, and whatever the lists take into which the entries go.
 */
public final class ManifestStream {
  private static final int LEVEL = 1;
  private static final int BUFFER = 64 << 10;

  private ManifestStream() {}

  /** How long what was written is, and its SHA-256 in hexadecimal. */
  public record Written(long length, String sha256) {}

  /** Writes the manifest in a format that the peer reads; one that breaks a rule is a mistake. */
  public static Written write(Manifest manifest, int format, OutputStream to) throws IOException {
    if (format < ManifestCodec.FORMAT && !ManifestCodec.isPlain(manifest)) {
      throw new IllegalArgumentException("format " + format + " cannot hold this manifest");
    }
    TreeRules.broken(manifest).ifPresent(text -> {
      throw new IllegalArgumentException("not a manifest: " + text);
    });
    Counted plain = new Counted(OutputStream.nullOutputStream());
    body(manifest, format, plain);
    Counted all = new Counted(to);
    MessageDigest whole = ContentId.sha256();
    DigestOutputStream whoever = new DigestOutputStream(all, whole);
    DigestOutputStream out = new DigestOutputStream(whoever, ContentId.sha256());
    ByteBuffer head = ByteBuffer.allocate(ManifestCodec.HEAD);
    head.put(ManifestCodec.MAGIC).putShort((short) format).putLong(plain.count);
    out.write(head.array());
    try (ZstdOutputStream packed = new ZstdOutputStream(new Kept(out), LEVEL)) {
      body(manifest, format, packed);
    }
    whoever.write(out.getMessageDigest().digest());
    whoever.flush();
    return new Written(all.count, HexFormat.of().formatHex(whole.digest()));
  }

  private static void body(Manifest manifest, int format, OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to, BUFFER));
    ManifestCodec.body(manifest, format, out);
    out.flush();
  }

  /**
   * The manifest in these bytes; believes nothing of them, as {@link ManifestCodec#decode}.
   *
   * @param lists make an empty list for the entries of each tree
   */
  public static Manifest read(InputStream from, long length, Supplier<List<Entry>> lists)
      throws IOException {
    long packed = length - ManifestCodec.HEAD - ManifestCodec.TRAILER;
    DigestInputStream all = new DigestInputStream(from, ContentId.sha256());
    byte[] head = all.readNBytes(ManifestCodec.HEAD);
    if (packed < 0
        || head.length < ManifestCodec.HEAD
        || !Arrays.equals(head, 0, 8, ManifestCodec.MAGIC, 0, 8)) {
      throw new DamagedException("this is not a manifest");
    }
    int format = Short.toUnsignedInt(ByteBuffer.wrap(head).getShort(8));
    ManifestCodec.mustRead(format);
    long plain = ByteBuffer.wrap(head).getLong(10);
    ManifestCodec.mustBePossible(plain, packed);
    Manifest manifest;
    try {
      Limited frame = new Limited(all, packed);
      manifest = body(frame, plain, format, lists);
      frame.skipRest();
    } catch (ZstdIOException e) {
      throw new DamagedException("the manifest cannot be unpacked: " + e.getMessage());
    } catch (UncheckedIOException e) {
      throw new DamagedException("the manifest cannot be unpacked: " + e.getMessage());
    } catch (BufferUnderflowException e) {
      throw new DamagedException("the manifest is malformed: it ends too early");
    } catch (IllegalArgumentException e) {
      throw new DamagedException("the manifest is malformed: " + e.getMessage());
    }
    byte[] trailer = new DataInputStream(from).readNBytes(ManifestCodec.TRAILER);
    if (!MessageDigest.isEqual(trailer, all.getMessageDigest().digest())) {
      throw new DamagedException("the manifest is damaged: its SHA-256 is another");
    }
    return manifest;
  }

  private static Manifest body(
      InputStream frame, long plain, int format, Supplier<List<Entry>> lists) throws IOException {
    try (ZstdInputStream body = new ZstdInputStream(frame)) {
      Manifest manifest = new ManifestReader(new Window(body, plain), format, lists).manifest();
      if (body.read() >= 0) {
        throw new DamagedException("the manifest holds more bytes than it says");
      }
      return manifest;
    }
  }

  /** Counts what passes. */
  private static final class Counted extends FilterOutputStream {
    private long count;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      out.write(octet);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }
  }

  /** Stays open when what lies on it is closed. */
  private static final class Kept extends FilterOutputStream {
    Kept(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  /** Ends after so many bytes, and leaves the rest where it is. */
  private static final class Limited extends InputStream {
    private final InputStream below;
    private long left;

    Limited(InputStream below, long left) {
      this.below = below;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got = below.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(got, 0);
      return got;
    }

    void skipRest() throws IOException {
      byte[] rest = new byte[BUFFER];
      while (read(rest, 0, rest.length) >= 0) {
        // Only so that the digest sees it.
      }
    }
  }
}
