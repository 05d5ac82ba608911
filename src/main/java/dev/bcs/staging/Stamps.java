package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
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
 * <p>A file that is lost, damaged or of another generation only costs time: all is built anew.
 */
final class Stamps {
  private static final Logger LOG = LoggerFactory.getLogger(Stamps.class);
  private static final byte[] MAGIC = "BCSSTAMP".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 1;
  private static final int TRAILER = 32;

  private final Disk disk;
  private final BytePath folder;

  Stamps(Disk disk, BytePath folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** Stamps by dataset and path. */
  record Sheet(Map<String, Map<BytePath, Stamp>> datasets) {
    static final Sheet NONE = new Sheet(Map.of());

    Map<BytePath, Stamp> of(String dataset) {
      return datasets.getOrDefault(dataset, Map.of());
    }
  }

  /** Keeps a slot's stamps; durable when it returns. */
  void write(String letter, long generation, Sheet sheet) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(MAGIC);
    out.writeShort(FORMAT);
    out.writeLong(generation);
    out.writeInt(sheet.datasets().size());
    for (Map.Entry<String, Map<BytePath, Stamp>> dataset : sheet.datasets().entrySet()) {
      bytes(out, dataset.getKey().getBytes(StandardCharsets.UTF_8));
      out.writeInt(dataset.getValue().size());
      for (Map.Entry<BytePath, Stamp> each : dataset.getValue().entrySet()) {
        bytes(out, each.getKey().bytes());
        out.writeLong(each.getValue().inode());
        out.writeLong(each.getValue().size());
        out.writeLong(each.getValue().modified());
        out.writeLong(each.getValue().changed());
      }
    }
    out.write(ContentId.digest(bytes.toByteArray(), 0, bytes.size()));
    replace(letter, bytes.toByteArray());
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  private void replace(String letter, byte[] content) throws IOException {
    disk.makeDirectories(folder, 0700);
    BytePath part = folder.child("slot-" + letter + ".part");
    if (disk.exists(part)) {
      disk.remove(part);
    }
    try (Disk.WritableFile file = disk.create(part, 0600)) {
      file.write(content, 0, content.length);
      file.sync();
    }
    disk.rename(part, file(letter));
    disk.syncDirectory(folder);
  }

  private BytePath file(String letter) {
    return folder.child("slot-" + letter + ".stamps");
  }

  /** A slot's stamps, or none if they are not to be trusted. */
  Sheet read(String letter, long generation) {
    try {
      BytePath path = file(letter);
      if (!disk.exists(path)) {
        return Sheet.NONE;
      }
      try (Disk.ReadableFile file = disk.open(path)) {
        byte[] all = new byte[Math.toIntExact(file.stat().size())];
        int got = 0;
        while (got < all.length) {
          int n = file.read(got, all, got, all.length - got);
          if (n <= 0) {
            throw new DamagedException(path + " ends too early");
          }
          got += n;
        }
        return decode(all, generation);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "the stamps of slot {} cannot be used, so it is built anew: {}", letter, e.toString());
      return Sheet.NONE;
    }
  }

  private static Sheet decode(byte[] all, long generation) throws DamagedException {
    int end = all.length - TRAILER;
    if (end < MAGIC.length + 14
        || !Arrays.equals(ContentId.digest(all, 0, end), Arrays.copyOfRange(all, end, all.length))
        || !Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new DamagedException("not stamps, or damaged");
    }
    ByteBuffer in = ByteBuffer.wrap(all, MAGIC.length, end - MAGIC.length);
    if (in.getShort() != FORMAT || in.getLong() != generation) {
      throw new DamagedException("of another format or generation");
    }
    Map<String, Map<BytePath, Stamp>> datasets = new HashMap<>();
    for (int left = in.getInt(); left > 0; left--) {
      String dataset = new String(bytes(in), StandardCharsets.UTF_8);
      Map<BytePath, Stamp> stamps = new HashMap<>();
      for (int names = in.getInt(); names > 0; names--) {
        BytePath path = BytePath.of(bytes(in));
        stamps.put(path, new Stamp(in.getLong(), in.getLong(), in.getLong(), in.getLong()));
      }
      datasets.put(dataset, stamps);
    }
    return new Sheet(datasets);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return bytes;
  }
}
