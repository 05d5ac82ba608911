package dev.bcs.store;

import static dev.bcs.store.Samples.bytes;
import static dev.bcs.store.Samples.directory;
import static dev.bcs.store.Samples.file;
import static dev.bcs.store.Samples.link;
import static dev.bcs.store.Samples.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restores: true, whole or in part, and never outside the target. */
class RestoreTest {
  private static final BytePath TARGET = BytePath.of("/out/here");

  private final FaultyDisk disk = new FaultyDisk();
  private final Map<ContentId, byte[]> chunks = new HashMap<>();

  @BeforeEach
  void prepare() throws IOException {
    disk.makeDirectories(BytePath.of("/out"), 0755);
    for (String text : List.of("hello", "world")) {
      chunks.put(ContentId.of(bytes(text)), bytes(text));
    }
  }

  private byte[] chunk(ContentId id) throws DamagedException {
    byte[] found = chunks.get(id);
    if (found == null) {
      throw new DamagedException("chunk " + id + " is not in the store");
    }
    return found;
  }

  private Restore.Report restore(Manifest manifest, boolean intoFull, String... paths)
      throws IOException {
    List<BytePath> wanted = Arrays.stream(paths).map(BytePath::of).toList();
    return new Restore(disk, this::chunk)
        .run(manifest, new Restore.Order(TARGET, wanted, intoFull), (a, b, c, d) -> {});
  }

  private String read(String path) throws IOException {
    try (Disk.ReadableFile file = disk.open(TARGET.child("pbx/voicemail").child(path))) {
      byte[] all = new byte[100];
      int got = Math.max(0, file.read(0, all, 0, 100));
      return new String(all, 0, got, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void allKindsOfNamesComeBackAsTheyWere() throws Exception {
    Manifest full = Samples.plain();
    Restore.Report report = restore(full, false);
    assertThat(report.problems()).isEmpty();
    assertThat(report.bytes()).isEqualTo(10);
    for (Entry entry : full.trees().get(0).entries()) {
      BytePath at = TARGET.child("pbx/voicemail");
      Stat stat = disk.stat(entry.path().length() == 0 ? at : at.child(entry.path()));
      assertThat(stat.kind()).isEqualTo(entry.kind());
      assertThat(stat.modified()).isEqualTo(entry.modified());
      assertThat(stat.user()).isEqualTo(entry.user());
      if (entry.kind() != Stat.Kind.SYMBOLIC_LINK) {
        assertThat(stat.mode()).isEqualTo(entry.mode());
      }
    }
    assertThat(read("a/two")).isEqualTo("helloworld");
    assertThat(disk.stat(TARGET.child("pbx/voicemail/a/one")).links()).isEqualTo(2);
    assertThat(disk.readLink(TARGET.child("pbx/voicemail/link"))).isEqualTo(bytes("../elsewhere"));
  }

  @Test
  void onlyWhatWasAskedForComesBack() throws Exception {
    restore(Samples.plain(), false, "pbx/voicemail/a/one");
    assertThat(read("a/one")).isEqualTo("helloworld");
    assertThat(disk.list(TARGET.child("pbx/voicemail"))).hasSize(1);
    assertThat(disk.list(TARGET.child("pbx/voicemail/a"))).hasSize(1);
    assertThatThrownBy(() -> restore(Samples.plain(), true, "pbx/voicemail/nothing"))
        .hasMessageContaining("generation 7 holds no pbx/voicemail/nothing")
        .hasMessageContaining("hint: ");
  }

  @Test
  void aFullTargetIsRefusedUnlessTold() throws Exception {
    Manifest manifest = manifest(1, directory(""), file("one", 0, bytes("hello")));
    restore(manifest, false);
    assertThatThrownBy(() -> restore(manifest, false)).hasMessageContaining("is not empty");
    Manifest later = manifest(2, directory(""), file("one", 0, bytes("world")));
    assertThat(restore(later, true).problems()).isEmpty();
    assertThat(read("one")).isEqualTo("world");
    assertThat(disk.list(TARGET.child("pbx/voicemail"))).hasSize(1);
  }

  @Test
  void aLinkInTheTargetLeadsNowhere() throws Exception {
    disk.makeDirectories(BytePath.of("/secret"), 0755);
    disk.makeDirectories(TARGET.child("pbx/voicemail"), 0755);
    disk.makeSymbolicLink(bytes("/secret"), TARGET.child("pbx/voicemail/a"));
    Manifest manifest =
        manifest(1, directory(""), directory("a"), file("a/one", 0, bytes("hello")));
    restore(manifest, true);
    assertThat(disk.list(BytePath.of("/secret"))).isEmpty();
    assertThat(disk.stat(TARGET.child("pbx/voicemail/a")).isDirectory()).isTrue();
    assertThat(read("a/one")).isEqualTo("hello");
  }

  @Test
  void aManifestThatClimbsIsNotRestoredAtAll() throws Exception {
    Manifest climbing = manifest(1, directory(""), file("../x", 0, bytes("hello")));
    assertThatThrownBy(() -> restore(climbing, false)).isInstanceOf(IllegalArgumentException.class);
    Manifest throughLink =
        manifest(1, directory(""), link("a", "/secret"), file("a/one", 0, bytes("hello")));
    assertThatThrownBy(() -> restore(throughLink, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(disk.exists(TARGET)).isFalse();
  }

  @Test
  void aDamagedFileIsNamedAndTheOthersComeBack() throws Exception {
    Manifest manifest = manifest(
        1,
        directory(""),
        file("bad", 0, bytes("hello"), bytes("lost")),
        file("good", 0, bytes("world")));
    Restore.Report report = restore(manifest, false);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.problems().get(0)).startsWith("pbx/voicemail/bad: chunk ");
    assertThat(disk.exists(TARGET.child("pbx/voicemail/bad"))).isFalse();
    assertThat(read("good")).isEqualTo("world");
  }
}
