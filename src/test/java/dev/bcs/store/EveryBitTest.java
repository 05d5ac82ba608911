package dev.bcs.store;

import static dev.bcs.store.Samples.directory;
import static dev.bcs.store.Samples.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.InMemory;
import dev.bcs.ledger.Ledger;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One flipped bit anywhere in a pack or a manifest is found, and so is any cut. A few bits in a
 * zstd frame are not looked at by its decoder: of those the content stays what it was.
 */
class EveryBitTest {
  private static final BytePath FOLDER = BytePath.of("/home/store");
  private static final BytePath PACK = FOLDER.child("packs/00000001.pack");
  private static final BytePath MANIFEST = FOLDER.child("manifests/1.bcsm");

  @TempDir(factory = InMemory.class)
  private Path folder;

  private final FaultyDisk disk = new FaultyDisk();

  private static byte[] read(Disk disk, BytePath path) throws IOException {
    byte[] all = new byte[(int) disk.stat(path).size()];
    try (Disk.ReadableFile in = disk.open(path)) {
      assertThat(in.read(0, all, 0, all.length)).isEqualTo(all.length);
    }
    return all;
  }

  private void write(BytePath path, byte[] bytes) throws IOException {
    disk.remove(path);
    try (Disk.WritableFile out = disk.create(path, 0600)) {
      out.write(bytes, 0, bytes.length);
    }
  }

  @Test
  void isFound() throws IOException {
    disk.makeDirectories(BytePath.of("/home"), 0700);
    try (Ledger ledger = Ledger.open(folder.resolve("ledger"), StoreTables.MIGRATIONS);
        Store store = Store.open(disk, FOLDER, ledger)) {
      Manifest manifest = keep(store);
      byte[] pack = read(disk, PACK);
      List<Integer> unseen = new ArrayList<>();
      for (int bit = 0; bit < pack.length * 8; bit++) {
        byte[] flipped = pack.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        write(PACK, flipped);
        if (isWhole(store, manifest)) {
          unseen.add(bit);
        }
      }
      assertThat(unseen).hasSizeLessThan(8);
      for (int length = 0; length < pack.length; length++) {
        write(PACK, Arrays.copyOf(pack, length));
        assertThat(isWhole(store, manifest)).as("a cut at " + length).isFalse();
      }
      write(PACK, pack);
      assertThat(isWhole(store, manifest)).isTrue();
      byte[] encoded = read(disk, MANIFEST);
      for (int bit = 0; bit < encoded.length * 8; bit++) {
        byte[] flipped = encoded.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        write(MANIFEST, flipped);
        assertThatThrownBy(() -> store.book().manifest(new GenerationId(1)))
            .isInstanceOf(DamagedException.class);
      }
      System.out.println("store: found each of " + (pack.length + encoded.length) * 8
          + " flipped bits but " + unseen.size() + " that change nothing, and " + pack.length
          + " cuts");
    }
  }

  private static Manifest keep(Store store) throws IOException {
    Ticket ticket = store.book().begin(0, new ManualClocks(Samples.NOON));
    byte[] random = new byte[100];
    new Random(1).nextBytes(random);
    List<byte[]> contents = List.of(random, Samples.bytes("abc".repeat(100)), Samples.bytes("x"));
    List<Entry> entries = new ArrayList<>(List.of(directory("")));
    List<ContentId> ids = new ArrayList<>();
    for (byte[] content : contents) {
      store.chunks().put(PackedChunk.of(content, 1));
      ids.add(ContentId.of(content));
      entries.add(file("f" + entries.size(), 0, content));
    }
    store.chunks().sync();
    Manifest manifest = new Manifest(
        ticket,
        Outcome.COMPLETE,
        List.of(new Manifest.Tree("pbx/mail", "voicemail", entries)),
        List.of());
    store.book().keepManifest(ticket.generation(), ManifestCodec.encode(manifest));
    store.book().stored(manifest, store.chunks().packsOf(ids, new ArrayList<>()));
    return manifest;
  }

  private static boolean isWhole(Store store, Manifest manifest) throws IOException {
    return new Verify(store.chunks()).run(manifest, (a, b, c, d) -> {}).isComplete();
  }
}
