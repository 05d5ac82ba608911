package dev.bcs.store;

import static dev.bcs.store.Samples.bytes;
import static dev.bcs.store.Samples.directory;
import static dev.bcs.store.Samples.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.time.ManualClocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest from a stream is the one that went into it, whatever its length. */
class ManifestStreamTest {
  @TempDir
  Path folder;

  private Manifest manifest(int files) {
    ManualClocks clocks = new ManualClocks(Samples.NOON);
    Ticket ticket =
        new Ticket(new GenerationId(7), clocks.now(), clocks.sinceBoot(), clocks.bootId());
    EntryList entries = list();
    entries.add(directory(""));
    for (int i = 0; i < files; i++) {
      String name = String.format(Locale.ROOT, "file-%06d", i);
      entries.add(file(name, 0, bytes(name)));
    }
    return new Manifest(
        ticket,
        Outcome.COMPLETE,
        List.of(new Manifest.Tree("pbx/mail", "voicemail", entries)),
        List.of());
  }

  private EntryList list() {
    return new EntryList(Disk.system(), BytePath.of(folder));
  }

  private static byte[] written(Manifest manifest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ManifestStream.Written written = ManifestStream.write(manifest, ManifestCodec.FORMAT, out);
    byte[] all = out.toByteArray();
    assertThat(written.length()).isEqualTo(all.length);
    assertThat(written.sha256()).isEqualTo(ContentId.of(all).toString());
    return all;
  }

  private Manifest read(byte[] all) throws IOException {
    return ManifestStream.read(new ByteArrayInputStream(all), all.length, this::list);
  }

  @Test
  void whatWasWrittenIsReadByTheStreamAndByTheCodec() throws IOException {
    Manifest manifest = manifest(30_000);
    byte[] all = written(manifest);
    Manifest read = read(all);
    assertThat(read).isEqualTo(manifest).isEqualTo(ManifestCodec.decode(all));
    assertThat(read.trees().get(0).files()).isEqualTo(30_000);
    assertThat(read.trees().get(0).bytes()).isEqualTo(30_000L * "file-000000".length());
    assertThat(read(ManifestCodec.encode(manifest))).isEqualTo(manifest);
  }

  @Test
  void noFlippedBitAndNoCutGoesUnnoticed() throws IOException {
    byte[] all = written(manifest(20));
    for (int at = 0; at < all.length; at++) {
      byte[] other = all.clone();
      other[at] ^= 4;
      assertThatThrownBy(() -> read(other)).as("byte " + at).isInstanceOf(DamagedException.class);
    }
    List<Integer> cuts = new ArrayList<>(List.of(0, 1, 17, 18, 40));
    cuts.add(all.length - 1);
    for (int length : cuts) {
      byte[] cut = Arrays.copyOf(all, length);
      assertThatThrownBy(() -> read(cut)).as("cut at " + length).isInstanceOf(IOException.class);
    }
  }
}
