package dev.bcs.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads the body of a manifest, as {@link ManifestCodec} draws it, one entry after the other. */
final class ManifestReader {
  private final Window in;
  private final int format;
  private final Supplier<List<Entry>> lists;

  /** The lists are filled with the entries of one tree each. */
  ManifestReader(Window in, int format, Supplier<List<Entry>> lists) {
    this.in = in;
    this.format = format;
    this.lists = lists;
  }

  /**
   * All of it, by the rules.
   *
   * @throws IllegalArgumentException if it is malformed
   * @throws java.nio.BufferUnderflowException if it ends too early
   */
  Manifest manifest() throws DamagedException {
    Ticket ticket = in.take(ManifestReader::ticket);
    Outcome outcome = in.take(buffer -> Outcome.ofCode(buffer.get()));
    List<String> notes = new ArrayList<>();
    for (int left = count(2); left > 0; left--) {
      notes.add(in.take(ManifestCodec::text));
    }
    List<Manifest.Tree> trees = new ArrayList<>();
    for (int left = count(8); left > 0; left--) {
      trees.add(tree());
    }
    if (in.remaining() > 0) {
      throw new DamagedException("the manifest has " + in.remaining() + " bytes too many");
    }
    Manifest manifest = new Manifest(ticket, outcome, trees, notes);
    TreeRules.broken(manifest).ifPresent(text -> {
      throw new IllegalArgumentException(text);
    });
    return manifest;
  }

  private static Ticket ticket(ByteBuffer in) {
    GenerationId generation = new GenerationId(in.getLong());
    long seconds = in.getLong();
    int nanos = in.getInt();
    if (Math.abs(seconds) > 1L << 40 || nanos < 0 || nanos > 999_999_999) {
      throw new IllegalArgumentException("its ticket has no proper time");
    }
    Duration sinceBoot = Duration.ofNanos(in.getLong());
    return new Ticket(
        generation, Instant.ofEpochSecond(seconds, nanos), sinceBoot, ManifestCodec.text(in));
  }

  private Manifest.Tree tree() {
    String dataset = in.take(ManifestCodec::text);
    String kind = in.take(ManifestCodec::text);
    List<Entry> entries = lists.get();
    for (int left = count(ManifestCodec.LEAST_ENTRY); left > 0; left--) {
      entries.add(in.take(buffer -> ManifestCodec.entry(buffer, format)));
    }
    Owners owners = format >= 2 ? in.take(TraitsCodec::owners) : Owners.NONE;
    return new Manifest.Tree(dataset, kind, entries, owners);
  }

  /** A count of things that take at least so many bytes each, so it cannot ask for more memory. */
  private int count(int least) {
    int count = in.take(ByteBuffer::getInt);
    if (count < 0 || (long) count * least > in.remaining()) {
      throw new IllegalArgumentException("it counts more than it holds");
    }
    return count;
  }
}
