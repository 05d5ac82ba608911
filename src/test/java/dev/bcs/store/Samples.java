package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Stat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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
        new int[0]);
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
        sizes);
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
        new int[0]);
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

  /** One of everything. */
  static Manifest full() {
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
        new int[0]);
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
