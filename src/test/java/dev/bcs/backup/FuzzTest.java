package dev.bcs.backup;

import dev.bcs.files.BytePath;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.Mangler;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Samples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A baseline that was damaged is refused, also where its digest is right. */
class FuzzTest {
  @Test
  void baselines() {
    feed(4000);
  }

  @Test
  @Tag("long")
  void baselinesForLonger() {
    feed(200_000);
  }

  private static void feed(int rounds) {
    var manifest =
        Samples.manifest(7, Samples.directory(""), Samples.file("a", 0, Samples.bytes("content")));
    BaselineFile file = new BaselineFile(new FaultyDisk(), BytePath.of("/backup"));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try {
      file.write(
          new Baseline(
              manifest,
              List.of(
                  List.of(new Baseline.Look(1, 2, 3, true), new Baseline.Look(1, 3, 4, false)))),
          written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] whole = written.toByteArray();
    Mangler.feed(
        "baseline",
        whole,
        rounds,
        DamagedException.class,
        bytes -> file.read(new ByteArrayInputStream(bytes)));
    byte[] unsealed = Arrays.copyOf(whole, whole.length - ContentId.BYTES);
    Mangler.feed(
        "baseline with a right digest", unsealed, rounds, DamagedException.class, bytes -> {
          byte[] sealed = Arrays.copyOf(bytes, bytes.length + ContentId.BYTES);
          byte[] digest = ContentId.of(bytes).bytes();
          System.arraycopy(digest, 0, sealed, bytes.length, digest.length);
          file.read(new ByteArrayInputStream(sealed));
        });
  }
}
