package dev.bcs.store;

import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import dev.bcs.files.Stat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Manifests for tests. */
public final class Samples {
  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00.123456789Z");

  private Samples() {}

  public static Ticket ticket(long generation) {
    return new Ticket(new GenerationId(generation), NOON, Duration.ofSeconds(4711), "boot-1");
  }

  public static Entry directory(String path) {
    return new Entry(
        BytePath.of(path),
        Stat.Kind.DIRECTORY,
        0755,
        0,
        0,
        1_700_000_000_123_456_789L,
        0,
        0,
        new byte[0],
        List.of(),
        new int[0],
        Traits.NONE);
  }

  public static Entry file(String path, int hardLink, byte[]... chunks) {
    int[] sizes = new int[chunks.length];
    long size = 0;
    for (int i = 0; i < chunks.length; i++) {
      sizes[i] = chunks[i].length;
      size += sizes[i];
    }
    return new Entry(
        BytePath.of(path),
        Stat.Kind.FILE,
        0640,
        0,
        0,
        1_700_000_001_000_000_001L,
        size,
        hardLink,
        new byte[0],
        java.util.Arrays.stream(chunks).map(ContentId::of).toList(),
        sizes,
        Traits.NONE);
  }

  public static Entry link(String path, String target) {
    return new Entry(
        BytePath.of(path),
        Stat.Kind.SYMBOLIC_LINK,
        0777,
        0,
        0,
        1_700_000_002_000_000_000L,
        0,
        0,
        bytes(target),
        List.of(),
        new int[0],
        Traits.NONE);
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static Manifest manifest(long generation, Entry... entries) {
    return new Manifest(
        ticket(generation),
        Outcome.COMPLETE,
        List.of(new Manifest.Tree("pbx/voicemail", "voicemail", List.of(entries))),
        List.of());
  }

  /** The same name of another size, with these traits. */
  public static Entry with(Entry entry, long size, Traits traits) {
    return new Entry(
        entry.path(),
        entry.kind(),
        entry.mode(),
        entry.user(),
        entry.group(),
        entry.modified(),
        size,
        entry.hardLink(),
        entry.target(),
        entry.chunks(),
        entry.sizes(),
        traits);
  }

  /** A file with a hole behind each of its chunks. */
  public static Entry sparse(String path, long hole, byte[]... chunks) {
    List<Traits.Hole> holes = new ArrayList<>();
    long at = 0;
    for (byte[] chunk : chunks) {
      holes.add(new Traits.Hole(at + chunk.length, hole));
      at += chunk.length + hole;
    }
    return with(file(path, 0, chunks), at, Traits.of(0, List.of(), holes));
  }

  /** As a manifest of format 1 is read. */
  static Manifest unlookedFor(Manifest manifest) {
    List<Manifest.Tree> trees = manifest.trees().stream()
        .map(tree -> new Manifest.Tree(
            tree.dataset(),
            tree.kind(),
            tree.entries().stream()
                .map(entry -> with(entry, entry.size(), Traits.UNKNOWN))
                .toList()))
        .toList();
    return new Manifest(manifest.ticket(), manifest.outcome(), trees, manifest.notes());
  }

  /** One of everything, with what few names have. */
  static Manifest full() {
    Manifest plain = plain();
    List<Entry> entries = new ArrayList<>(plain.trees().get(0).entries());
    entries.add(sparse("sparse", 1L << 33, bytes("head"), bytes("tail")));
    List<Attribute> attributes = List.of(
        new Attribute(BytePath.of("system.posix_acl_access"), bytes("not a real one")),
        new Attribute(BytePath.of(new byte[] {'u', 's', 'e', 'r', '.', (byte) 0xff}), bytes("")));
    entries.add(with(file("traits", 0), 0, Traits.of(-1, attributes, List.of())));
    entries.sort(Comparator.comparing(Entry::path));
    Owners owners = new Owners(Map.of(7, "pbx", -2, "nobody"), Map.of(8, "pbx"));
    Manifest.Tree first = plain.trees().get(0);
    return new Manifest(
        plain.ticket(),
        plain.outcome(),
        List.of(
            new Manifest.Tree(first.dataset(), first.kind(), entries, owners),
            plain.trees().get(1)),
        plain.notes());
  }

  /** One of everything that the first release knew. */
  static Manifest plain() {
    Entry oddName = new Entry(
        BytePath.of(new byte[] {(byte) 0xff, 'x'}),
        Stat.Kind.FIFO,
        0600,
        7,
        8,
        -1,
        0,
        0,
        new byte[0],
        List.of(),
        new int[0],
        Traits.NONE);
    return new Manifest(
        ticket(7),
        Outcome.INCOMPLETE,
        List.of(
            new Manifest.Tree(
                "pbx/voicemail",
                "voicemail",
                List.of(
                    directory(""),
                    directory("a"),
                    file("a/empty", 0),
                    file("a/one", 1, bytes("hello"), bytes("world")),
                    file("a/two", 1, bytes("hello"), bytes("world")),
                    link("link", "../elsewhere"),
                    oddName)),
            new Manifest.Tree("pbx/log", "logs", List.of())),
        List.of("pbx/voicemail: \"b\" could not be read: permission denied"));
  }
}
