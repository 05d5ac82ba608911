package dev.bcs.backup;

import dev.bcs.backup.Baseline.Look;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the baseline across restarts, in one file.
 *
 * <pre>
 *  0  8  "BCSBASE1"
 *  8  4  n, length of the manifest            numbers big-endian
 * 12  n  manifest, as {@link ManifestCodec} has it
 *     k × 25: of each entry in order: device 8, inode 8, time of change 8, sure 1
 *     32  SHA-256 of all before
 * </pre>
 *
 * <p>Crash order: the new file is written beside the old one, synced, renamed over it, and the
 * folder synced. Whoever dies before the rename starts with the older baseline: it reads and counts
 * more than it must, never less. A damaged file is as good as none, for the same reason.
 */
final class BaselineFile {
  private static final Logger LOG = LoggerFactory.getLogger(BaselineFile.class);
  private static final byte[] MAGIC = "BCSBASE1".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = 12;
  private static final int LOOK = 25;
  private static final int TAIL = 32;

  private final Disk disk;
  private final BytePath folder;
  private final BytePath file;
  private final BytePath fresh;

  BaselineFile(Disk disk, BytePath folder) {
    this.disk = disk;
    this.folder = folder;
    this.file = folder.child("acknowledged");
    this.fresh = folder.child("acknowledged.new");
  }

  void write(Baseline baseline) throws IOException {
    byte[] bytes = encode(baseline);
    disk.makeDirectories(folder, 0700);
    if (disk.exists(fresh)) {
      disk.remove(fresh);
    }
    try (Disk.WritableFile out = disk.create(fresh, 0600)) {
      out.write(bytes, 0, bytes.length);
      out.sync();
    }
    disk.rename(fresh, file);
    disk.syncDirectory(folder);
  }

  /** Forgets it: from now on everything counts as not backed up. */
  void remove() throws IOException {
    if (disk.exists(file)) {
      disk.remove(file);
      disk.syncDirectory(folder);
    }
  }

  /** The baseline that was written last, if it is whole. */
  Optional<Baseline> read() {
    try {
      return Optional.of(decode(bytes()));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be used ({}); the next backup reads everything", file, e.getMessage());
      return Optional.empty();
    }
  }

  private byte[] bytes() throws IOException {
    try (Disk.ReadableFile in = disk.open(file)) {
      byte[] bytes = new byte[Math.toIntExact(in.stat().size())];
      int at = 0;
      while (at < bytes.length) {
        int got = in.read(at, bytes, at, bytes.length - at);
        if (got <= 0) {
          throw new DamagedException("it is cut off");
        }
        at += got;
      }
      return bytes;
    }
  }

  static byte[] encode(Baseline baseline) {
    byte[] manifest = ManifestCodec.encode(baseline.manifest());
    int looks = baseline.looks().stream().mapToInt(List::size).sum();
    ByteBuffer out = ByteBuffer.allocate(HEAD + manifest.length + looks * LOOK + TAIL);
    out.put(MAGIC).putInt(manifest.length).put(manifest);
    for (List<Look> tree : baseline.looks()) {
      for (Look look : tree) {
        out.putLong(look.device()).putLong(look.inode()).putLong(look.changed());
        out.put((byte) (look.sure() ? 1 : 0));
      }
    }
    out.put(ContentId.of(Arrays.copyOf(out.array(), out.position())).bytes());
    return out.array();
  }

  static Baseline decode(byte[] bytes) throws DamagedException {
    int end = bytes.length - TAIL;
    if (end < HEAD || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new DamagedException("it is no baseline");
    }
    byte[] digest = ContentId.of(Arrays.copyOf(bytes, end)).bytes();
    if (!MessageDigest.isEqual(digest, Arrays.copyOfRange(bytes, end, bytes.length))) {
      throw new DamagedException("its SHA-256 is another");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, end - MAGIC.length);
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new DamagedException("its manifest is cut off");
    }
    byte[] encoded = new byte[length];
    in.get(encoded);
    Manifest manifest = ManifestCodec.decode(encoded);
    List<List<Look>> looks = new ArrayList<>();
    for (Manifest.Tree tree : manifest.trees()) {
      if (in.remaining() < (long) tree.entries().size() * LOOK) {
        throw new DamagedException("it has fewer looks than entries");
      }
      List<Look> seen = new ArrayList<>(tree.entries().size());
      for (int i = 0; i < tree.entries().size(); i++) {
        seen.add(new Look(in.getLong(), in.getLong(), in.getLong(), in.get() == 1));
      }
      looks.add(seen);
    }
    return new Baseline(manifest, looks);
  }
}
