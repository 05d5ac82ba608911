package dev.bcs.backup;

import dev.bcs.backup.Baseline.Known;
import dev.bcs.backup.Baseline.Look;
import dev.bcs.backup.Capture.Captured;
import dev.bcs.dumps.Bounds;
import dev.bcs.dumps.Dump;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.ContentId;
import dev.bcs.store.Dataset;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.Traits;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Takes the dump of one dataset as it streams by and makes a tree of it, handing on each chunk.
 *
 * <p>A dump that is not whole leaves an empty tree and makes the generation incomplete, by name.
 */
final class DumpCapture implements Dump {
  private static final int MODE = 0600;
  private static final int FOLDER_MODE = 0700;
  private static final BytePath TOP = BytePath.of("");

  private final Disk disk;
  private final Clocks clocks;
  private final Sources sources;
  private final Path scratch;
  private final Courier courier;
  private final Meter meter;
  private final Chunker chunker = new Chunker();
  private final Map<BytePath, Entry> entries = new TreeMap<>();
  private final long modified;
  private Look look = new Footprint(0, 0, 0).look(false);
  private Optional<BackupFailed> stopped = Optional.empty();

  DumpCapture(Disk disk, Clocks clocks, Sources sources, Courier courier, Meter meter) {
    this.disk = disk;
    this.clocks = clocks;
    this.sources = sources;
    this.scratch = sources.scratch();
    this.courier = courier;
    this.meter = meter;
    Instant now = clocks.now();
    this.modified = now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  /**
   * Looks at the live place before the dump begins, so that what is written meanwhile counts as not
   * in it; answers how many bytes lie there.
   */
  long look(Dataset dataset) {
    try {
      Instant settled = Settled.now(disk, clocks, dataset);
      Footprint now = Footprint.of(disk, dataset);
      look = now.look(Capture.isSure(now.newest(), settled, clocks.now()));
      return now.bytes();
    } catch (IOException e) {
      // The dumper says what is wrong, if anything is: it may reach what this user may not see.
      return 0;
    }
  }

  /** Dumps. */
  Captured take(Dataset dataset, BooleanSupplier givenUp, Findings findings) throws BackupFailed {
    boolean whole = false;
    try {
      Bounds bounds = new Bounds(dataset.means().limit(), givenUp);
      sources.dumps().dumper(dataset).dump(dataset, this, bounds);
      whole = true;
    } catch (IOException | RuntimeException e) {
      if (stopped.isPresent()) {
        throw stopped.get();
      }
      findings.wrong(dataset.id() + " was not dumped: " + e.getMessage());
    } finally {
      sweep(findings, dataset);
    }
    List<Entry> all = whole ? List.copyOf(entries.values()) : List.of();
    return new Captured(
        new Manifest.Tree(dataset.id(), dataset.kind(), all),
        all.stream().map(entry -> look).toList());
  }

  /** The SQLite file of the baseline, where nothing was written since and the peer has it all. */
  Optional<Captured> unchanged(Dataset dataset, List<Known> known, Set<ContentId> lacking) {
    if (known.size() != 1 || !look.sure() || !dataset.type().equals(Dataset.SQLITE)) {
      return Optional.empty();
    }
    Known only = known.get(0);
    if (!look.equals(only.look()) || only.entry().chunks().stream().anyMatch(lacking::contains)) {
      return Optional.empty();
    }
    meter.done(1, only.entry().size());
    return Optional.of(new Captured(
        new Manifest.Tree(dataset.id(), dataset.kind(), List.of(only.entry())), List.of(look)));
  }

  @Override
  public Path scratch() throws IOException {
    new Trees(disk).remove(BytePath.of(scratch));
    disk.makeDirectories(BytePath.of(scratch), FOLDER_MODE);
    return scratch;
  }

  private void sweep(Findings findings, Dataset dataset) {
    try {
      new Trees(disk).remove(BytePath.of(scratch));
    } catch (IOException e) {
      findings.note(dataset.id() + " left files in " + scratch + ": " + e.getMessage());
    }
  }

  @Override
  public void file(String path, InputStream content) throws IOException {
    BytePath at = BytePath.of(path);
    BytePath ours = BytePath.of(scratch).parent();
    disk.makeDirectories(ours, FOLDER_MODE);
    int user = disk.stat(ours).user();
    int group = disk.stat(ours).group();
    for (BytePath above = at; above.length() > 0; ) {
      above = above.parent();
      entries.putIfAbsent(
          above,
          new Entry(
              above,
              Stat.Kind.DIRECTORY,
              FOLDER_MODE,
              user,
              group,
              modified,
              0,
              0,
              new byte[0],
              List.of(),
              new int[0],
              Traits.NONE));
    }
    put(at, MODE, user, group, modified, content);
  }

  @Override
  public void only(Stat like, InputStream content) throws IOException {
    put(TOP, like.mode(), like.user(), like.group(), like.modified(), content);
  }

  private void put(BytePath at, int mode, int user, int group, long time, InputStream content)
      throws IOException {
    List<ContentId> ids = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    long size = chunker.cut(
        (position, into, offset, length) -> content.read(into, offset, length),
        Long.MAX_VALUE,
        (bytes, offset, length) -> {
          byte[] chunk = Arrays.copyOfRange(bytes, offset, offset + length);
          ContentId id = ContentId.of(chunk);
          ids.add(id);
          sizes.add(length);
          offer(id, chunk);
          meter.done(0, length);
        });
    int[] lengths = sizes.stream().mapToInt(Integer::intValue).toArray();
    Entry made = new Entry(
        at,
        Stat.Kind.FILE,
        mode,
        user,
        group,
        time,
        size,
        0,
        new byte[0],
        ids,
        lengths,
        Traits.NONE);
    if (entries.put(at, made) != null) {
      throw new IOException("the dump holds " + at + " twice");
    }
    meter.done(1, 0);
  }

  private void offer(ContentId id, byte[] chunk) throws IOException {
    try {
      courier.offer(id, chunk);
    } catch (BackupFailed e) {
      stopped = Optional.of(e);
      throw new IOException(e.getMessage(), e);
    }
  }
}
