package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.InMemory;
import dev.bcs.files.Mangler;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ContentId;
import dev.bcs.store.Verb;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stamps on the disk and questions on the link, mangled. */
class FuzzTest {
  private static final BytePath FOLDER = BytePath.of("/staging");
  private static final BytePath FILE = FOLDER.child("slot-a.stamps");

  @TempDir(factory = InMemory.class)
  private Path folder;

  private static byte[] read(Disk disk) throws IOException {
    return Tree.read(disk, FILE);
  }

  @Test
  void stampsAreReadOrAllIsBuiltAnew() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    Stamps stamps = new Stamps(disk, FOLDER);
    stamps.write(
        "a",
        7,
        new Stamps.Sheet(Map.of(
            "pbx/mail", List.of(new Stamp.Of(BytePath.of("in/one"), new Stamp(1, 2, 3, 4))))));
    byte[] whole = read(disk);
    byte[] unsealed = Arrays.copyOf(whole, whole.length - ContentId.BYTES);
    Mangler.feed("stamps", unsealed, 2000, IllegalStateException.class, bytes -> {
      FaultyDisk fresh = new FaultyDisk();
      fresh.makeDirectories(FOLDER, 0700);
      try (Disk.WritableFile out = fresh.create(FILE, 0600)) {
        out.write(bytes, 0, bytes.length);
        out.write(ContentId.of(bytes).bytes(), 0, ContentId.BYTES);
      }
      assertThat(new Stamps(fresh, FOLDER).read("a", 7)).isNotNull();
    });
  }

  @Test
  void everyVerbAnswersOrRefuses() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    disk.makeDirectories(Secondary.HOME, 0700);
    disk.makeDirectories(BytePath.of("/live"), 0755);
    ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T12:00:00Z"));
    try (Secondary secondary = new Secondary(disk, folder.resolve("ledger"), clocks)) {
      secondary.backup(new Tree().file("m", "a mail"), new Tree());
      long generation = secondary.ticket().generation().number();
      ByteBuffer bulk = ByteBuffer.allocate(8 + 64).putLong(generation);
      byte[] json = ("{\"version\":1,\"highest\":2,\"generation\":" + generation
              + ",\"offset\":0,\"length\":9,\"sha256\":\"00\",\"why\":\"x\",\"datasets\":"
              + "[{\"id\":\"pbx/mail\"}]}")
          .getBytes(StandardCharsets.UTF_8);
      for (String verb : secondary.verbs.keySet()) {
        boolean binary = verb.equals(Verb.MISSING)
            || verb.equals(Verb.CHUNKS)
            || verb.equals(Verb.MANIFEST)
            || verb.equals(Verb.FETCH);
        Mangler.feed(
            verb,
            binary ? bulk.array() : json,
            300,
            RefusedByPeer.class,
            bytes -> assertThat(secondary.call(verb, bytes)).isNotNull());
      }
    }
  }
}
