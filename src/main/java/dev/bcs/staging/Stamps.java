package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Spool;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stamps of all files in a slot, in one file, so that the next build knows what is untouched.
 *
 * <pre>
 *  staging/slot-a.stamps                                     big-endian
 *   0  8   "BCSSTAMP"
 *   8  2   format version, 1
 *  10  8   generation
 *  18  4   datasets, each: BYTES id in UTF-8 · names 4, each:
 *            BYTES path · inode 8 · size 8 · modified 8 · changed 8
 *      32  SHA-256 of everything before
 *  BYTES: length 2, then so many bytes
 * </pre>
 *
 * <p>Names ascend, so that they are read beside a manifest. A file that is lost, damaged or of
 * another generation only costs time: all is built anew.
 */
final class Stamps {
  private static final Logger LOG = LoggerFactory.getLogger(Stamps.class);
  private static final byte[] MAGIC = "BCSSTAMP".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 1;
  private static final int TRAILER = 32;
  private static final int BUFFER = 64 << 10;

  private final Disk disk;
  private final BytePath folder;

  Stamps(Disk disk, BytePath folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** Stamps by dataset, each ascending by path. */
  record Sheet(Map<String, List<Stamp.Of>> datasets) {
    static final Sheet NONE = new Sheet(Map.of());

    List<Stamp.Of> of(String dataset) {
      return datasets.getOrDefault(dataset, List.of());
    }
  }

  /** An empty list of stamps, in a file of this folder once it is long. */
  Spool<Stamp.Of> list() throws IOException {
    disk.makeDirectories(folder, 0700);
    return new Spool<>(disk, folder, Stamp.FORM);
  }

  /** Keeps a slot's stamps; durable when it returns. */
  void write(String letter, long generation, Sheet sheet) throws IOException {
    disk.makeDirectories(folder, 0700);
    BytePath part = folder.child("slot-" + letter + ".part");
    if (disk.exists(part)) {
      disk.remove(part);
    }
    try (Disk.WritableFile file = disk.create(part, 0600)) {
      MessageDigest sha = ContentId.sha256();
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to(file, sha), BUFFER));
      out.write(MAGIC);
      out.writeShort(FORMAT);
      out.writeLong(generation);
      out.writeInt(sheet.datasets().size());
      for (Map.Entry<String, List<Stamp.Of>> dataset : sheet.datasets().entrySet()) {
        byte[] id = dataset.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeShort(id.length);
        out.write(id);
        out.writeInt(dataset.getValue().size());
        for (Stamp.Of each : dataset.getValue()) {
          Stamp.FORM.put(each, out);
        }
      }
      out.flush();
      byte[] digest = sha.digest();
      file.write(digest, 0, digest.length);
      file.sync();
    }
    disk.rename(part, file(letter));
    disk.syncDirectory(folder);
  }

  private static OutputStream to(Disk.WritableFile file, MessageDigest sha) {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        sha.update(bytes, offset, length);
        file.write(bytes, offset, length);
      }
    };
  }

  private BytePath file(String letter) {
    return folder.child("slot-" + letter + ".stamps");
  }

  /** A slot's stamps, or none if they are not to be trusted. */
  Sheet read(String letter, long generation) {
    BytePath path = file(letter);
    try {
      if (!disk.exists(path)) {
        return Sheet.NONE;
      }
      try (Disk.ReadableFile file = disk.open(path)) {
        return decode(file, generation);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "the stamps of slot {} cannot be used, so it is built anew: {}", letter, e.toString());
      return Sheet.NONE;
    }
  }

  private Sheet decode(Disk.ReadableFile file, long generation) throws IOException {
    long end = file.stat().size() - TRAILER;
    MessageDigest sha = ContentId.sha256();
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(from(file, Math.max(0, end), sha), BUFFER));
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)
        || in.readShort() != FORMAT
        || in.readLong() != generation) {
      throw new DamagedException("not stamps, or of another format or generation");
    }
    Map<String, List<Stamp.Of>> datasets = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String dataset = new String(bytes(in), StandardCharsets.UTF_8);
      Spool<Stamp.Of> stamps = list();
      BytePath last = BytePath.of("");
      for (int names = in.readInt(); names > 0; names--) {
        BytePath path = BytePath.of(bytes(in));
        if (last.compareTo(path) > 0) {
          throw new DamagedException("not in order");
        }
        last = path;
        stamps.add(new Stamp.Of(
            path, new Stamp(in.readLong(), in.readLong(), in.readLong(), in.readLong())));
      }
      datasets.put(dataset, stamps);
    }
    byte[] trailer = new byte[TRAILER];
    if (in.read() >= 0
        || file.read(end, trailer, 0, TRAILER) != TRAILER
        || !MessageDigest.isEqual(trailer, sha.digest())) {
      throw new DamagedException("damaged");
    }
    return new Sheet(datasets);
  }

  /** What lies before the end. */
  private static InputStream from(Disk.ReadableFile file, long end, MessageDigest sha) {
    return new InputStream() {
      private long at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int want = (int) Math.min(length, end - at);
        int got = want == 0 ? -1 : file.read(at, into, offset, want);
        if (got > 0) {
          sha.update(into, offset, got);
          at += got;
        }
        return got;
      }
    };
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return bytes;
  }
}
