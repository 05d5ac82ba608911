package dev.bcs.store;

import static dev.bcs.store.Samples.bytes;
import static dev.bcs.store.Samples.directory;
import static dev.bcs.store.Samples.file;
import static dev.bcs.store.Samples.link;
import static dev.bcs.store.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.Attribute;
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
      assertThat(ManifestCodec.decode(golden.readAllBytes()))
          .isEqualTo(Samples.unlookedFor(Samples.plain()));
    }
  }

  @Test
  void aManifestOfThisFormatIsKept() throws Exception {
    try (InputStream golden =
        Objects.requireNonNull(ManifestCodecTest.class.getResourceAsStream("manifest-2.bcsm"))) {
      assertThat(ManifestCodec.decode(golden.readAllBytes())).isEqualTo(Samples.full());
    }
  }

  @Test
  void aPeerOfTheReleaseBeforeGetsWhatItReadsAndNothingLess() throws Exception {
    byte[] older = ManifestCodec.encode(Samples.plain(), 1);
    assertThat(older[9]).isEqualTo((byte) 1);
    assertThat(ManifestCodec.decode(older)).isEqualTo(Samples.unlookedFor(Samples.plain()));
    assertThatThrownBy(() -> ManifestCodec.encode(Samples.full(), 1))
        .hasMessageContaining("format 1 cannot hold this manifest");
  }

  @Test
  void holesLieBetweenChunksAndAreCountedOnce() {
    Entry sparse = Samples.sparse("s", 1L << 40, bytes("head"), bytes("tail"));
    assertThat(TreeRules.broken(manifest(1, directory(""), sparse))).isEmpty();
    assertThat(sparse.size()).isEqualTo((2L << 40) + 8);
    assertThat(sparse.content()).isEqualTo(8);
    assertThat(sparse.places()).containsExactly(0, (1L << 40) + 4);
    assertThat(manifest(1, directory(""), sparse).trees().get(0).bytes()).isEqualTo(8);
  }

  @Test
  void holesThatDoNotFitAreRefused() {
    for (List<Traits.Hole> holes : List.of(
        List.of(new Traits.Hole(2, 10)),
        List.of(new Traits.Hole(5, 0)),
        List.of(new Traits.Hole(5, -1)),
        List.of(new Traits.Hole(5, Long.MAX_VALUE)),
        List.of(new Traits.Hole(5, 3), new Traits.Hole(8, 3)),
        List.of(new Traits.Hole(-1, 3)))) {
      Entry wrong = Samples.with(file("f", 0, bytes("hello")), 11, Traits.of(0, List.of(), holes));
      assertThat(TreeRules.broken(manifest(1, directory(""), wrong)))
          .as("%s", holes)
          .isPresent();
    }
  }

  @Test
  void onlyAttributesThatBelongToAFileAreTaken() {
    for (String name : List.of("system.nfs4_acl", "user.", "", "security", "x".repeat(300))) {
      Attribute odd = new Attribute(BytePath.of(name), bytes("x"));
      Entry wrong = Samples.with(file("f", 0), 0, Traits.of(0, List.of(odd), List.of()));
      assertThat(TreeRules.broken(manifest(1, directory(""), wrong))).as(name).isPresent();
    }
    Attribute one = new Attribute(BytePath.of("user.a"), bytes("x"));
    Entry twice = Samples.with(file("f", 0), 0, Traits.of(0, List.of(one, one), List.of()));
    assertThat(TreeRules.broken(manifest(1, directory(""), twice)))
        .hasValueSatisfying(text -> assertThat(text).contains("in no order"));
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
    all.put(bytes("BCSMANIF")).putShort((short) 2).putLong(body.length).put(packed);
    all.put(ContentId.digest(all.array(), 0, all.position()));
    return all.array();
  }

  @Test
  void aNewerFormatIsRefusedWithAHint() {
    byte[] newer = ManifestCodec.encode(Samples.full());
    newer[9] = 3;
    assertThatThrownBy(() -> ManifestCodec.decode(newer))
        .hasMessageContaining("format 3")
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
        new int[] {1},
        Traits.NONE);
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
