package dev.bcs.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.bcs.files.BytePath;
import dev.bcs.files.Spool;
import dev.bcs.files.Stat;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Manifests as bytes, on the wire and in the store.
 *
 * <pre>
 *   0  8   "BCSMANIF"
 *   8  2   format version, 2 or 1                  all numbers big-endian
 *  10  8   plain length of the body
 *  18  n   body, one zstd frame
 *      32  SHA-256 of everything before
 *
 *  body:   generation 8 · wall seconds 8, nanos 4 · since boot nanos 8 · boot id TEXT
 *          outcome 1 (its code)
 *          notes 4, each TEXT
 *          trees 4, each: dataset TEXT · kind TEXT · entries 4, each:
 *            path BYTES · kind 1 (f d l p) · mode 2 · user 4 · group 4 · modified nanos 8
 *            hard link 4 · then by kind
 *              f: size 8 · chunks 4, each: id 32, plain size 4
 *              l: target BYTES
 *            · traits, see {@link TraitsCodec}                      from format 2
 *            · after the entries: users, groups, each a table      from format 2
 *  BYTES:  length 2, unsigned, then so many bytes;   TEXT: BYTES in UTF-8
 * </pre>
 *
 * <p>Format 1 knows no traits and no names of owners. It is still read, and written for a peer that
 * reads nothing newer; then nothing of that may be in the manifest, {@link #isPlain}.
 *
 * <p>Decoding believes nothing: lengths are checked before memory is taken, the rules of
 * {@link TreeRules} hold for whatever it returns, and not one byte may be left over.
 */
public final class ManifestCodec {
  public static final int FORMAT = 2;

  /** The oldest format that is still written, for a peer of one release before. */
  public static final int OLDEST = 1;

  /** Largest encoded manifest that is accepted. */
  public static final int LARGEST = 512 << 20;

  static final byte[] MAGIC = "BCSMANIF".getBytes(StandardCharsets.US_ASCII);
  static final int HEAD = 18;
  static final int TRAILER = 32;
  static final long LARGEST_BODY = 1L << 30;

  /** Ratio above which a body is taken for a bomb. */
  static final int LARGEST_RATIO = 4096;

  static final int LEAST_ENTRY = 2 + 1 + 2 + 4 + 4 + 8 + 4;

  /** Entries as a manifest of the newest format has them, for lists that lie in a file. */
  public static final Spool.Form<Entry> ENTRIES = new Spool.Form<>() {
    @Override
    public void put(Entry entry, DataOutputStream out) throws IOException {
      entry(out, entry);
      TraitsCodec.put(out, entry.traits());
    }

    @Override
    public Entry get(ByteBuffer in) {
      return entry(in, FORMAT);
    }
  };

  private ManifestCodec() {}

  /** The manifest as bytes; one that breaks a rule is a mistake of the caller. */
  public static byte[] encode(Manifest manifest) {
    return encode(manifest, FORMAT);
  }

  /** The manifest in a format that the peer reads. */
  public static byte[] encode(Manifest manifest, int format) {
    if (format < FORMAT && !isPlain(manifest)) {
      throw new IllegalArgumentException("format " + format + " cannot hold this manifest");
    }
    TreeRules.broken(manifest).ifPresent(text -> {
      throw new IllegalArgumentException("not a manifest: " + text);
    });
    try {
      byte[] body = body(manifest, format);
      byte[] packed = Zstd.compress(body, 3);
      ByteBuffer all = ByteBuffer.allocate(HEAD + packed.length + TRAILER);
      all.put(MAGIC).putShort((short) format).putLong(body.length).put(packed);
      all.put(ContentId.digest(all.array(), 0, all.position()));
      return all.array();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen in memory", e);
    }
  }

  /** Whether format 1 loses nothing of it. */
  static boolean isPlain(Manifest manifest) {
    return manifest.trees().stream()
        .allMatch(tree -> tree.owners().equals(Owners.NONE)
            && tree.entries().stream().allMatch(entry -> entry.traits().same(Traits.NONE)));
  }

  private static byte[] body(Manifest manifest, int format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    body(manifest, format, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static void body(Manifest manifest, int format, DataOutputStream out) throws IOException {
    Ticket ticket = manifest.ticket();
    out.writeLong(ticket.generation().number());
    Instant wall = ticket.wall();
    long seconds = wall.getEpochSecond();
    int nanos = wall.getNano();
    out.writeLong(seconds);
    out.writeInt(nanos);
    out.writeLong(ticket.sinceBoot().toNanos());
    text(out, ticket.bootId());
    out.writeByte(manifest.outcome().code());
    out.writeInt(manifest.notes().size());
    for (String note : manifest.notes()) {
      text(out, note);
    }
    out.writeInt(manifest.trees().size());
    for (Manifest.Tree tree : manifest.trees()) {
      text(out, tree.dataset());
      text(out, tree.kind());
      out.writeInt(tree.entries().size());
      for (Entry entry : tree.entries()) {
        entry(out, entry);
        if (format >= 2) {
          TraitsCodec.put(out, entry.traits());
        }
      }
      if (format >= 2) {
        TraitsCodec.put(out, tree.owners());
      }
    }
  }

  private static void entry(DataOutputStream out, Entry entry) throws IOException {
    bytes(out, entry.path().bytes());
    out.writeByte(letter(entry.kind()));
    out.writeShort(entry.mode());
    out.writeInt(entry.user());
    out.writeInt(entry.group());
    out.writeLong(entry.modified());
    out.writeInt(entry.hardLink());
    if (entry.kind() == Stat.Kind.SYMBOLIC_LINK) {
      bytes(out, entry.target());
    } else if (entry.kind() == Stat.Kind.FILE) {
      out.writeLong(entry.size());
      out.writeInt(entry.chunks().size());
      for (int i = 0; i < entry.sizes().length; i++) {
        out.write(entry.chunks().get(i).bytes());
        out.writeInt(entry.sizes()[i]);
      }
    }
  }

  private static char letter(Stat.Kind kind) {
    return switch (kind) {
      case FILE -> 'f';
      case DIRECTORY -> 'd';
      case SYMBOLIC_LINK -> 'l';
      case FIFO -> 'p';
      default -> throw new IllegalArgumentException("a " + kind + " is not captured");
    };
  }

  static void text(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    // A note longer than the field is cut: it is for people.
    bytes(out, utf8.length <= 0xffff ? utf8 : Arrays.copyOf(utf8, 0xfffc));
  }

  static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /** The manifest in these bytes. */
  public static Manifest decode(byte[] encoded) throws DamagedException {
    if (encoded.length < HEAD + TRAILER
        || !Arrays.equals(encoded, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new DamagedException("this is not a manifest");
    }
    ByteBuffer head = ByteBuffer.wrap(encoded, MAGIC.length, HEAD - MAGIC.length);
    int format = Short.toUnsignedInt(head.getShort());
    mustRead(format);
    int end = encoded.length - TRAILER;
    byte[] digest = Arrays.copyOfRange(encoded, end, encoded.length);
    if (!MessageDigest.isEqual(digest, ContentId.digest(encoded, 0, end))) {
      throw new DamagedException("the manifest is damaged: its SHA-256 is another");
    }
    byte[] body = unpack(encoded, end, head.getLong());
    try {
      return new ManifestReader(new Window(body), format, ArrayList::new).manifest();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DamagedException("the manifest is malformed: "
          + (e instanceof BufferUnderflowException ? "it ends too early" : e.getMessage()));
    }
  }

  static void mustRead(int format) throws DamagedException {
    if (format < OLDEST || format > FORMAT) {
      throw new DamagedException("the manifest has format " + format + ", and this bcs reads "
          + OLDEST + " to " + FORMAT + "\nhint: update this unit first");
    }
  }

  static void mustBePossible(long plain, long packed) throws DamagedException {
    if (plain < 0 || plain > LARGEST_BODY || plain > packed * LARGEST_RATIO) {
      throw new DamagedException("the manifest claims " + plain + " bytes");
    }
  }

  private static byte[] unpack(byte[] encoded, int end, long plain) throws DamagedException {
    mustBePossible(plain, (long) end - HEAD);
    try {
      byte[] body = Zstd.decompress(Arrays.copyOfRange(encoded, HEAD, end), (int) plain);
      if (body.length != plain) {
        throw new DamagedException("the manifest holds fewer bytes than it says");
      }
      return body;
    } catch (ZstdException e) {
      throw new DamagedException("the manifest cannot be unpacked: " + e.getMessage());
    }
  }

  static Entry entry(ByteBuffer in, int format) {
    BytePath path = BytePath.of(bytes(in));
    Stat.Kind kind = kind(in.get());
    int mode = Short.toUnsignedInt(in.getShort());
    int user = in.getInt();
    int group = in.getInt();
    long modified = in.getLong();
    int hardLink = in.getInt();
    byte[] target = kind == Stat.Kind.SYMBOLIC_LINK ? bytes(in) : new byte[0];
    long size = 0;
    List<ContentId> chunks = List.of();
    int[] sizes = new int[0];
    if (kind == Stat.Kind.FILE) {
      size = in.getLong();
      int count = count(in, ContentId.BYTES + 4);
      sizes = new int[count];
      chunks = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        byte[] id = new byte[ContentId.BYTES];
        in.get(id);
        chunks.add(new ContentId(id));
        sizes[i] = in.getInt();
      }
    }
    Traits traits = format >= 2 ? TraitsCodec.traits(in) : Traits.UNKNOWN;
    return new Entry(
        path, kind, mode, user, group, modified, size, hardLink, target, chunks, sizes, traits);
  }

  private static Stat.Kind kind(byte letter) {
    return switch (letter) {
      case 'f' -> Stat.Kind.FILE;
      case 'd' -> Stat.Kind.DIRECTORY;
      case 'l' -> Stat.Kind.SYMBOLIC_LINK;
      case 'p' -> Stat.Kind.FIFO;
      default -> throw new IllegalArgumentException("an entry is of no known kind");
    };
  }

  /** A count of things that take at least so many bytes each, so it cannot ask for more memory. */
  static int count(ByteBuffer in, int least) {
    int count = in.getInt();
    if (count < 0 || (long) count * least > in.remaining()) {
      throw new IllegalArgumentException("it counts more than it holds");
    }
    return count;
  }

  static String text(ByteBuffer in) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(in)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text is not UTF-8", e);
    }
  }

  static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return bytes;
  }
}
