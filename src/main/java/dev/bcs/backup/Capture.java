package dev.bcs.backup;

import dev.bcs.backup.Baseline.Known;
import dev.bcs.backup.Baseline.Look;
import dev.bcs.backup.Survey.Name;
import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.ContentId;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.Owners;
import dev.bcs.store.Traits;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the names of one dataset's survey and makes a tree of them, handing on each chunk.
 *
 * <p>The rules: gone before it was opened is noted; grown is captured to its size at open and
 * noted; an input/output or permission error, a file that shrank, and one that was rewritten during
 * both of two readings make the generation incomplete, each by name. A file that surely is what the
 * baseline has is not read again, unless the peer lacks a chunk of it.
 *
 * <p>Whether a reading is true is told by times that stood still, if they are old enough to tell;
 * else the same bytes are read once more: if both readings are alike, all of the content was there
 * at the moment between the two. At the end the names are looked at again, so that a file that was
 * moved from folder to folder meanwhile is not missed.
 */
final class Capture {
  /** File systems with whole seconds (or two, FAT) need more than those with nanoseconds. */
  private static final Duration FINE = Duration.ofMillis(100);

  private static final Duration COARSE = Duration.ofSeconds(3);
  private static final int READINGS = 2;

  private final Disk whole;
  private final Clocks clocks;
  private final Survey survey;
  private final Instant settled;
  private final Courier courier;
  private final Findings findings;
  private final Meter meter;
  private final Spools spools;
  private final Chunker chunker = new Chunker();
  private Disk disk;
  private boolean traits = true;
  private int groups;

  /**
   * Captures one dataset.
   *
   * @param settled when all that was written before had been written out to the disk
   */
  Capture(
      Spools spools,
      Clocks clocks,
      Survey survey,
      Instant settled,
      Courier courier,
      Findings findings,
      Meter meter) {
    this.spools = spools;
    this.whole = spools.disk();
    this.disk = whole;
    this.clocks = clocks;
    this.survey = survey;
    this.settled = settled;
    this.courier = courier;
    this.findings = findings;
    this.meter = meter;
  }

  /** A tree with the looks of its entries. */
  record Captured(Manifest.Tree tree, List<Look> looks) {}

  /** What was read of a file, its state then, and the group of its names. */
  private record Content(
      Stat stat,
      long size,
      List<ContentId> chunks,
      int[] sizes,
      Traits traits,
      boolean sure,
      int group) {}

  /** Leaves out what the peer could not take: attributes are not asked for, holes are zeros. */
  void forAnOlderPeer() {
    traits = false;
  }

  Captured tree(List<Name> names, Remembered before, Set<ContentId> lacking) throws BackupFailed {
    try (Disk.Beneath beneath = whole.beneath(survey.at(BytePath.of("")))) {
      disk = beneath.disk();
      return captured(names, before, lacking);
    } catch (IOException e) {
      throw new BackupFailed(
          "dataset " + survey.dataset().id() + " vanished while it was captured: " + e.getMessage(),
          e);
    }
  }

  private Captured captured(List<Name> names, Remembered before, Set<ContentId> lacking)
      throws BackupFailed {
    TakenList taken = new TakenList(spools);
    take(names, before, lacking, taken);
    List<Name> late = late(names, taken);
    if (!late.isEmpty()) {
      TakenList more = new TakenList(spools);
      take(late, before, lacking, more);
      taken = taken.with(more);
    }
    return new Captured(
        new Manifest.Tree(
            survey.dataset().id(),
            survey.dataset().kind(),
            taken.entries(),
            traits ? Census.of(taken.entries(), whole.accounts()) : Owners.NONE),
        taken.looks());
  }

  private List<Name> late(List<Name> names, TakenList taken) {
    try {
      return new Latecomers(disk, survey, this::isSure).among(names, taken);
    } catch (IOException e) {
      findings.wrong(
          told(survey, BytePath.of("")) + " could not be looked at again: " + e.getMessage());
      return List.of();
    }
  }

  private void take(List<Name> names, Remembered before, Set<ContentId> lacking, TakenList taken)
      throws BackupFailed {
    Set<Inode> several = severalNames(names);
    Map<Inode, Content> read = new HashMap<>();
    for (Name name : names) {
      Optional<Content> content = Optional.empty();
      if (name.stat().isFile()) {
        Inode inode = Inode.of(name.stat());
        Content twin = read.get(inode);
        content = twin != null
            ? Optional.of(twin)
            : file(name, before.at(name.path()), lacking, several.contains(inode));
        if (content.isEmpty()) {
          meter.done(1, name.stat().size());
          continue;
        }
        // Another file may have taken this name since, which says nothing of the other names.
        if (several.contains(inode) && Inode.of(content.get().stat).equals(inode)) {
          read.put(inode, content.get());
        }
        meter.done(1, twin == null ? name.stat().size() : 0);
      }
      Entry entry = entry(name, content);
      if (entry != null) {
        taken.add(entry, look(name, content));
      }
    }
  }

  /** Files of which two names at least are in this tree; another name elsewhere does not count. */
  private static Set<Inode> severalNames(List<Name> names) {
    Set<Inode> once = new HashSet<>();
    Set<Inode> several = new HashSet<>();
    for (Name name : names) {
      if (name.stat().isFile() && name.stat().links() > 1 && !once.add(Inode.of(name.stat()))) {
        several.add(Inode.of(name.stat()));
      }
    }
    return several;
  }

  private Look look(Name name, Optional<Content> content) {
    return content
        .map(c -> Look.of(c.stat, c.sure))
        .orElseGet(() -> Look.of(name.stat(), isSure(name.stat())));
  }

  private @Nullable Entry entry(Name name, Optional<Content> content) {
    Stat stat = content.map(Content::stat).orElse(name.stat());
    byte[] target = new byte[0];
    if (stat.kind() == Stat.Kind.SYMBOLIC_LINK) {
      try {
        target = disk.readLink(survey.at(name.path()));
      } catch (NoSuchFileException vanished) {
        findings.note(told(survey, name.path()) + " vanished before it was read");
        return null;
      } catch (IOException e) {
        findings.wrong(told(survey, name.path()) + " could not be read: " + e.getMessage());
        return null;
      }
    }
    return new Entry(
        name.path(),
        stat.kind(),
        stat.mode(),
        stat.user(),
        stat.group(),
        stat.modified(),
        content.map(Content::size).orElse(0L),
        content.map(Content::group).orElse(0),
        target,
        content.map(Content::chunks).orElse(List.of()),
        content.map(Content::sizes).orElse(new int[0]),
        content.isPresent() ? content.get().traits : traitsOf(name));
  }

  /** Of what is no file; whatever is wrong with them, the name itself was seen. */
  private Traits traitsOf(Name name) {
    if (!traits) {
      return Traits.UNKNOWN;
    }
    List<Attribute> attributes = List.of();
    try {
      attributes = disk.attributes(survey.at(name.path()));
    } catch (NoSuchFileException vanished) {
      findings.note(told(survey, name.path()) + " vanished before its attributes were read");
    } catch (IOException e) {
      findings.wrong("the attributes of " + told(survey, name.path()) + " could not be read: "
          + e.getMessage());
    }
    return Traits.of(name.stat().era(), attributes, List.of());
  }

  private Optional<Content> file(
      Name name, @Nullable Known before, Set<ContentId> lacking, boolean severalNames)
      throws BackupFailed {
    int group = severalNames ? ++groups : 0;
    if (before != null && isUsable(before, name.stat(), lacking)) {
      Entry entry = before.entry();
      return Optional.of(new Content(
          name.stat(), entry.size(), entry.chunks(), entry.sizes(), entry.traits(), true, group));
    }
    String told = told(survey, name.path());
    try (Disk.ReadableFile in = disk.open(survey.at(name.path()))) {
      for (int reading = 1; ; reading++) {
        Stat first = in.stat();
        boolean sure = isSure(first);
        List<Attribute> attributes = traits ? in.attributes() : List.of();
        Cut cut = cut(in, first, this::offer);
        boolean whole = judge(told, in, first, cut, sure, reading);
        if (whole || reading == READINGS) {
          int[] lengths = cut.sizes.stream().mapToInt(Integer::intValue).toArray();
          Traits found = traits ? Traits.of(first.era(), attributes, cut.holes) : Traits.UNKNOWN;
          return Optional.of(
              new Content(first, cut.size, cut.ids, lengths, found, sure && whole, group));
        }
      }
    } catch (NoSuchFileException vanished) {
      findings.note(told + " vanished before it was opened");
    } catch (Stopped e) {
      throw e.why;
    } catch (IOException e) {
      findings.wrong(told + " could not be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private boolean isUsable(Known before, Stat now, Set<ContentId> lacking) {
    return before.surelyStill(now)
        && before.entry().traits().known() == traits
        && before.entry().chunks().stream().noneMatch(lacking::contains);
  }

  /** One reading of a file, cut into chunks. */
  private record Cut(long size, List<ContentId> ids, List<Integer> sizes, List<Traits.Hole> holes) {
    boolean isLike(Cut other) {
      return ids.equals(other.ids) && holes.equals(other.holes);
    }
  }

  /** Takes a chunk that was read. */
  private interface Taker {
    void take(ContentId id, byte[] chunk) throws IOException;
  }

  private Cut cut(Disk.ReadableFile in, Stat first, Taker taker) throws IOException {
    List<Traits.Hole> holes =
        traits && first.allocated() < first.size() ? Holes.of(in, first.size()) : List.of();
    Cut cut = new Cut(0, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long at = 0;
    for (Traits.Hole hole : holes) {
      at += cut(in, at, hole.start(), cut, taker);
      if (at < hole.start()) {
        return new Cut(at, cut.ids, cut.sizes, cut.holes);
      }
      cut.holes.add(hole);
      at = hole.end();
    }
    at += cut(in, at, first.size(), cut, taker);
    return new Cut(at, cut.ids, cut.sizes, cut.holes);
  }

  /** Cuts the content from here to there; answers how much there was. */
  private long cut(Disk.ReadableFile in, long from, long to, Cut into, Taker taker)
      throws IOException {
    return chunker.cut(
        (position, bytes, offset, length) -> in.read(from + position, bytes, offset, length),
        to - from,
        (bytes, offset, length) -> {
          byte[] chunk = Arrays.copyOfRange(bytes, offset, offset + length);
          ContentId id = ContentId.of(chunk);
          into.ids.add(id);
          into.sizes.add(length);
          meter.pulse();
          taker.take(id, chunk);
        });
  }

  /** Whether this reading is final: true, or wrong in a way that another would not mend. */
  private boolean judge(
      String told, Disk.ReadableFile in, Stat first, Cut cut, boolean sure, int reading)
      throws IOException {
    Stat last = in.stat();
    if (cut.size < first.size() || last.size() < first.size()) {
      findings.wrong(told + " shrank while it was read");
      return true;
    }
    boolean stood = last.size() == first.size()
        && last.modified() == first.modified()
        && last.changed() == first.changed();
    if (stood && sure) {
      return true;
    }
    if (cut(in, first, (id, chunk) -> {}).isLike(cut)) {
      if (last.size() > first.size()) {
        findings.note(told + " grew while it was read: captured to its size at open");
      }
      return true;
    }
    if (reading == READINGS) {
      findings.wrong(told + " was rewritten twice while it was read");
    }
    return false;
  }

  /** Whether a later change must show in the times of what was so at this moment. */
  private boolean isSure(Stat stat) {
    long newest = Math.max(stat.modified(), stat.changed());
    Duration margin = newest % 1_000_000_000 == 0 ? COARSE : FINE;
    Instant now = clocks.now().isBefore(settled) ? clocks.now() : settled;
    long nanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
    return newest < nanos - margin.toNanos();
  }

  private void offer(ContentId id, byte[] chunk) throws Stopped {
    try {
      courier.offer(id, chunk);
    } catch (BackupFailed e) {
      throw new Stopped(e);
    }
  }

  static String told(Survey survey, BytePath path) {
    String id = survey.dataset().id();
    return path.length() == 0 ? id + " itself" : id + ": " + path;
  }

  /** Carries the end of a run through code that knows input and output only. */
  private static final class Stopped extends IOException {
    private static final long serialVersionUID = 1;

    private final BackupFailed why;

    Stopped(BackupFailed why) {
      super(why.getMessage(), why);
      this.why = why;
    }
  }
}
