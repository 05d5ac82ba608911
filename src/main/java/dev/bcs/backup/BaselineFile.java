package dev.bcs.backup;

import dev.bcs.backup.Baseline.Look;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Scratch;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.ManifestStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
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
  private static final int BUFFER = 64 << 10;

  private final Disk disk;
  private final Spools spools;
  private final BytePath folder;
  private final BytePath file;
  private final BytePath fresh;

  BaselineFile(Disk disk, BytePath folder) {
    this.disk = disk;
    this.spools = new Spools(disk, folder);
    this.folder = folder;
    this.file = folder.child("acknowledged");
    this.fresh = folder.child("acknowledged.new");
  }

  void write(Baseline baseline) throws IOException {
    disk.makeDirectories(folder, 0700);
    if (disk.exists(fresh)) {
      disk.remove(fresh);
    }
    try (Disk.WritableFile file = disk.create(fresh, 0600)) {
      OutputStream out = new BufferedOutputStream(
          new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
              write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              file.write(bytes, offset, length);
            }
          },
          BUFFER);
      write(baseline, out);
      out.flush();
      file.sync();
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
    try (Disk.ReadableFile in = disk.open(file)) {
      return Optional.of(read(new BufferedInputStream(new Reading(in), BUFFER)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be used ({}); the next backup reads everything", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** An open file from its beginning. */
  private static final class Reading extends InputStream {
    private final Disk.ReadableFile file;
    private long at;

    Reading(Disk.ReadableFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int got = file.read(at, into, offset, length);
      at += Math.max(got, 0);
      return got;
    }
  }

  void write(Baseline baseline, OutputStream to) throws IOException {
    try (Scratch manifest = spools.scratch()) {
      ManifestStream.write(baseline.manifest(), ManifestCodec.FORMAT, manifest);
      DigestOutputStream digest = new DigestOutputStream(to, ContentId.sha256());
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(digest, BUFFER));
      out.write(MAGIC);
      out.writeInt(Math.toIntExact(manifest.length()));
      manifest.stream().transferTo(out);
      for (List<Look> tree : baseline.looks()) {
        for (Look look : tree) {
          out.writeLong(look.device());
          out.writeLong(look.inode());
          out.writeLong(look.changed());
          out.writeByte(look.sure() ? 1 : 0);
        }
      }
      out.flush();
      to.write(digest.getMessageDigest().digest());
    }
  }

  /** The baseline in these bytes; what is wrong with them is damage, all else the disk's. */
  Baseline read(InputStream from) throws IOException {
    try {
      return decode(from);
    } catch (EOFException e) {
      throw new DamagedException("it is cut off");
    }
  }

  private Baseline decode(InputStream from) throws IOException {
    DigestInputStream digest = new DigestInputStream(from, ContentId.sha256());
    DataInputStream in = new DataInputStream(digest);
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new DamagedException("it is no baseline");
    }
    Manifest manifest = ManifestStream.read(in, in.readInt(), spools::entries);
    List<List<Look>> looks = new ArrayList<>();
    for (Manifest.Tree tree : manifest.trees()) {
      List<Look> seen = spools.looks();
      for (int i = 0; i < tree.entries().size(); i++) {
        seen.add(new Look(in.readLong(), in.readLong(), in.readLong(), in.readByte() == 1));
      }
      looks.add(seen);
    }
    byte[] was = digest.getMessageDigest().digest();
    if (!MessageDigest.isEqual(was, from.readNBytes(was.length)) || from.read() >= 0) {
      throw new DamagedException("its SHA-256 is another");
    }
    return new Baseline(manifest, looks);
  }
}
