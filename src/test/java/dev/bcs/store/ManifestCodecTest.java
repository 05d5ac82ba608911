package dev.bcs.store;

import static dev.bcs.store.Samples.bytes;
import static dev.bcs.store.Samples.directory;
import static dev.bcs.store.Samples.file;
import static dev.bcs.store.Samples.link;
import static dev.bcs.store.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The manifest format: kept, strict, and never taller than it says. */
class ManifestCodecTest {
  @Test
  void whatIsEncodedIsDecodedTheSame() throws Exception {
    assertThat(ManifestCodec.decode(ManifestCodec.encode(Samples.full())))
        .isEqualTo(Samples.full());
  }

  @Test
  void aManifestWrittenByTheFirstReleaseIsStillRead() throws Exception {
    try (InputStream golden =
        Objects.requireNonNull(ManifestCodecTest.class.getResourceAsStream("manifest-1.bcsm"))) {
      assertThat(ManifestCodec.decode(golden.readAllBytes())).isEqualTo(Samples.full());
    }
  }

  @Test
  void anyChangedByteAndAnyCutIsDamage() {
    byte[] good = ManifestCodec.encode(Samples.full());
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x40;
      assertThatThrownBy(() -> ManifestCodec.decode(bad)).isInstanceOf(DamagedException.class);
      byte[] cut = Arrays.copyOf(good, i);
      assertThatThrownBy(() -> ManifestCodec.decode(cut)).isInstanceOf(DamagedException.class);
    }
  }

  @Test
  void aBodyThatLiesUnderARightHashIsDamageAndNothingElse() throws Exception {
    Random random = new Random(7);
    byte[] good = ManifestCodec.encode(Samples.full());
    byte[] body = com.github.luben.zstd.Zstd.decompress(
        Arrays.copyOfRange(good, 18, good.length - 32), 1 << 16);
    for (int round = 0; round < 3000; round++) {
      byte[] bad = body.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        Manifest read = ManifestCodec.decode(seal(bad));
        assertThat(TreeRules.broken(read)).isEmpty();
      } catch (DamagedException expected) {
        assertThat(expected).hasMessageStartingWith("the manifest");
      }
    }
  }

  private static byte[] seal(byte[] body) {
    byte[] packed = com.github.luben.zstd.Zstd.compress(body, 1);
    java.nio.ByteBuffer all = java.nio.ByteBuffer.allocate(18 + packed.length + 32);
    all.put(bytes("BCSMANIF")).putShort((short) 1).putLong(body.length).put(packed);
    all.put(ContentId.digest(all.array(), 0, all.position()));
    return all.array();
  }

  @Test
  void aNewerFormatIsRefusedWithAHint() {
    byte[] newer = ManifestCodec.encode(Samples.full());
    newer[9] = 2;
    assertThatThrownBy(() -> ManifestCodec.decode(newer))
        .hasMessageContaining("format 2")
        .hasMessageContaining("hint: ");
  }

  @Test
  void noEntryCanLeaveTheTree() {
    for (String path : List.of("..", "../x", "a/../x", "/x", "a//x", "a/.", "a/", "./a", "a/..")) {
      assertThat(TreeRules.broken(manifest(1, directory(""), directory("a"), file(path, 0))))
          .as(path)
          .isPresent();
    }
    assertThat(TreeRules.broken(manifest(1, directory(""), file("..a", 0), file("x/y", 0))))
        .hasValueSatisfying(text -> assertThat(text).contains("x/y"));
    assertThat(TreeRules.broken(manifest(1, directory(""), file("..a", 0)))).isEmpty();
  }

  @Test
  void nothingCanLieBelowALink() {
    assertThat(TreeRules.broken(manifest(1, directory(""), link("a", "/etc"), file("a/x", 0))))
        .hasValueSatisfying(text -> assertThat(text).contains("does not lie in a directory"));
  }

  @Test
  void orderSizesAndHardLinksMustFit() {
    assertThat(TreeRules.broken(manifest(1, directory(""), file("b", 0), file("a", 0))))
        .hasValueSatisfying(text -> assertThat(text).contains("is not after"));
    assertThat(TreeRules.broken(
            manifest(1, directory(""), file("a", 1, bytes("x")), file("b", 1, bytes("y")))))
        .hasValueSatisfying(text -> assertThat(text).contains("it is one file"));
    Entry wrong = new Entry(
        BytePath.of("a"),
        dev.bcs.files.Stat.Kind.FILE,
        0600,
        0,
        0,
        0,
        9,
        0,
        new byte[0],
        List.of(ContentId.of(bytes("x"))),
        new int[] {1});
    assertThat(TreeRules.broken(manifest(1, directory(""), wrong)))
        .hasValueSatisfying(text -> assertThat(text).contains("a size of 9"));
    assertThatThrownBy(() -> ManifestCodec.encode(manifest(1, directory(""), wrong)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void datasetsAreNamedLikeFolders() {
    assertThat(TreeRules.isDatasetId("pbx/voicemail")).isTrue();
    for (String id : List.of("pbx", "a/b/c", "../x", "x/..", "/x", "x/", "a\n/b")) {
      assertThat(TreeRules.isDatasetId(id)).as(id).isFalse();
    }
  }
}
