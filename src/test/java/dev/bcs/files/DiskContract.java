package dev.bcs.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every disk does; each implementation runs it. */
abstract class DiskContract {
  abstract Disk disk();

  /** An existing empty directory. */
  abstract BytePath top();

  private BytePath at(String name) {
    return top().child(name);
  }

  private BytePath write(BytePath file, String content) throws IOException {
    try (Disk.WritableFile out = disk().create(file, 0640)) {
      byte[] bytes = content.getBytes(UTF_8);
      out.write(bytes, 0, bytes.length);
      out.sync();
    }
    return file;
  }

  private String read(BytePath file) throws IOException {
    try (Disk.ReadableFile in = disk().open(file)) {
      byte[] bytes = new byte[(int) in.stat().size() + 1];
      int got = in.read(0, bytes, 0, bytes.length);
      return new String(bytes, 0, Math.max(0, got), UTF_8);
    }
  }

  private List<BytePath> names(BytePath directory) throws IOException {
    return disk().list(directory).stream().map(BytePath::of).sorted().toList();
  }

  @Test
  void aFileHoldsWhatWasWrittenAndItsMode() throws IOException {
    BytePath file = write(at("a"), "hello");
    assertThat(read(file)).isEqualTo("hello");
    Stat stat = disk().stat(file);
    assertThat(stat.kind()).isEqualTo(Stat.Kind.FILE);
    assertThat(stat.mode()).isEqualTo(0640);
    assertThat(stat.size()).isEqualTo(5);
    assertThat(stat.links()).isEqualTo(1);
  }

  @Test
  void readsAnyPieceAndMinusOneAtTheEnd() throws IOException {
    BytePath file = write(at("a"), "hello");
    try (Disk.ReadableFile in = disk().open(file)) {
      byte[] into = "........".getBytes(UTF_8);
      assertThat(in.read(1, into, 2, 3)).isEqualTo(3);
      assertThat(new String(into, UTF_8)).isEqualTo("..ell...");
      assertThat(in.read(3, into, 0, 8)).isEqualTo(2);
      assertThat(in.read(5, into, 0, 8)).isEqualTo(-1);
      assertThat(in.read(5, into, 0, 0)).isZero();
    }
  }

  @Test
  void writesMoreThanOneBufferTrue() throws IOException {
    byte[] bytes = new byte[700_001];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    try (Disk.WritableFile out = disk().create(at("big"), 0600)) {
      out.write(bytes, 0, bytes.length);
    }
    byte[] back = new byte[bytes.length + 10];
    try (Disk.ReadableFile in = disk().open(at("big"))) {
      assertThat(in.read(0, back, 0, back.length)).isEqualTo(bytes.length);
    }
    assertThat(Arrays.copyOf(back, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void namesAreAnyBytes() throws IOException {
    byte[] odd = {(byte) 0xff, 'x', '\n', '\\'};
    write(top().child(odd), "odd");
    write(at("Ü"), "umlaut");
    assertThat(names(top())).containsExactly(BytePath.of("Ü"), BytePath.of(odd));
    assertThat(read(top().child(odd))).isEqualTo("odd");
    disk().rename(top().child(odd), top().child(new byte[] {(byte) 0xfe}));
    assertThat(disk().exists(top().child(odd))).isFalse();
  }

  @Test
  void anExistingNameIsNotMadeAgain() throws IOException {
    write(at("a"), "x");
    assertThatThrownBy(() -> disk().create(at("a"), 0600))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(at("a").toString());
    assertThatThrownBy(() -> disk().makeDirectory(at("a"), 0700))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disk().makeSymbolicLink(new byte[] {'t'}, at("a")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whatIsMissingIsSaidSo() throws IOException {
    assertThat(disk().exists(at("no"))).isFalse();
    assertThat(disk().exists(write(at("f"), "x").child("below"))).isFalse();
    assertThatThrownBy(() -> disk().stat(at("no")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("No such file");
    assertThatThrownBy(() -> disk().open(at("no"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk().list(at("no"))).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk().remove(at("no"))).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    write(at("f"), "x");
    disk().makeDirectory(at("d"), 0755);
    disk().makeSymbolicLink("f".getBytes(UTF_8), at("to-f"));
    disk().makeSymbolicLink("d".getBytes(UTF_8), at("to-d"));
    disk().makeSymbolicLink("nowhere".getBytes(UTF_8), at("dangling"));
    assertThat(disk().stat(at("to-f")).kind()).isEqualTo(Stat.Kind.SYMBOLIC_LINK);
    assertThat(disk().exists(at("dangling"))).isTrue();
    assertThat(disk().readLink(at("dangling"))).isEqualTo("nowhere".getBytes(UTF_8));
    assertThatThrownBy(() -> disk().open(at("to-f"))).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> disk().list(at("to-d"))).isInstanceOf(FileSystemException.class);
    disk().setModified(at("to-f"), 5_000_000_007L);
    assertThat(disk().stat(at("to-f")).modified()).isEqualTo(5_000_000_007L);
    assertThat(disk().stat(at("f")).modified()).isNotEqualTo(5_000_000_007L);
  }

  @Test
  void aPipeIsMadeAndNeverOpened() throws IOException {
    disk().makeFifo(at("pipe"), 0620);
    assertThat(disk().stat(at("pipe")).kind()).isEqualTo(Stat.Kind.FIFO);
    assertThat(disk().stat(at("pipe")).mode()).isEqualTo(0620);
    assertThatThrownBy(() -> disk().open(at("pipe"))).hasMessageContaining("not a regular file");
  }

  @Test
  void twoNamesCanBeOneFile() throws IOException {
    write(at("a"), "x");
    disk().makeHardLink(at("a"), at("b"));
    assertThat(disk().stat(at("b")).inode()).isEqualTo(disk().stat(at("a")).inode());
    assertThat(disk().stat(at("b")).links()).isEqualTo(2);
    disk().remove(at("a"));
    assertThat(read(at("b"))).isEqualTo("x");
  }

  @Test
  void modeOwnerAndTimeAreKept() throws IOException {
    write(at("a"), "x");
    Stat before = disk().stat(at("a"));
    disk().setMode(at("a"), 04711);
    disk().setOwner(at("a"), before.user(), before.group());
    disk().setMode(at("a"), 04711);
    disk().setModified(at("a"), -1_500_000_001L);
    assertThat(disk().stat(at("a")).mode()).isEqualTo(04711);
    assertThat(disk().stat(at("a")).modified()).isEqualTo(-1_500_000_001L);
    disk().makeDirectory(at("d"), 01777);
    assertThat(disk().stat(at("d")).mode()).isEqualTo(01777);
  }

  @Test
  void onlyEmptyDirectoriesAreRemoved() throws IOException {
    disk().makeDirectories(at("a/b/c"), 0755);
    disk().makeDirectories(at("a/b/c"), 0755);
    assertThatThrownBy(() -> disk().removeDirectory(at("a")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> disk().remove(at("a/b/c"))).isInstanceOf(IOException.class);
    disk().removeDirectory(at("a/b/c"));
    assertThat(names(at("a/b"))).isEmpty();
    write(at("f"), "x");
    assertThatThrownBy(() -> disk().makeDirectories(at("f"), 0755))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void aRenameTakesThePlaceOfAFile() throws IOException {
    write(at("new"), "new");
    write(at("old"), "old");
    disk().rename(at("new"), at("old"));
    assertThat(names(top())).containsExactly(BytePath.of("old"));
    assertThat(read(at("old"))).isEqualTo("new");
  }

  @Test
  void twoDirectoriesAreExchanged() throws IOException {
    disk().makeDirectory(at("a"), 0755);
    disk().makeDirectories(at("d/b"), 0755);
    write(at("a/x"), "x");
    write(at("d/b/y"), "y");
    assertThat(disk().exchange(at("a"), at("d/b"))).isTrue();
    assertThat(names(at("a"))).containsExactly(BytePath.of("y"));
    assertThat(names(at("d/b"))).containsExactly(BytePath.of("x"));
    assertThatThrownBy(() -> disk().exchange(at("a"), at("no")))
        .isInstanceOf(NoSuchFileException.class);
    disk().syncDirectory(top());
    disk().syncDirectory(at("d/."));
    disk().syncFileSystem(top());
  }

  @Test
  void tellsItsSpace() throws IOException {
    Disk.Space space = disk().space(top());
    assertThat(space.total()).isPositive();
    assertThat(space.free()).isBetween(1L, space.total());
  }

  @Test
  void tellsWhereNamesCanBeMade() throws IOException {
    assertThat(disk().writable(top())).isTrue();
    assertThatThrownBy(() -> disk().writable(at("no"))).isInstanceOf(IOException.class);
  }

  @Test
  void treesAreWalkedInTheByteOrderOfPathsParentsFirst() throws IOException {
    disk().makeDirectories(at("t/a/z"), 0755);
    write(at("t/a/b"), "");
    write(at("t/a.txt"), "");
    write(at("t/a b"), "");
    write(at("t/a0"), "");
    List<String> seen = new ArrayList<>();
    new Trees(disk()).walk(at("t"), (path, stat) -> seen.add(path.toString()));
    assertThat(seen).containsExactly("", "a", "a b", "a.txt", "a/b", "a/z", "a0");
  }

  @Test
  void aTreeIsCopiedWithAllThatItIs() throws IOException {
    disk().makeDirectories(at("t/sub"), 0750);
    write(at("t/sub/a"), "content");
    disk().makeHardLink(at("t/sub/a"), at("t/twin"));
    disk().makeSymbolicLink("sub/a".getBytes(UTF_8), at("t/link"));
    disk().makeFifo(at("t/pipe"), 0600);
    disk().setModified(at("t/sub/a"), 77_000_000_001L);
    disk().setModified(at("t/sub"), 88_000_000_002L);
    Trees trees = new Trees(disk());
    trees.copy(at("t"), at("u"));
    List<String> here = new ArrayList<>();
    List<String> there = new ArrayList<>();
    trees.walk(at("t"), (path, stat) -> here.add(line(path, stat)));
    trees.walk(at("u"), (path, stat) -> there.add(line(path, stat)));
    assertThat(there).isEqualTo(here);
    assertThat(read(at("u/sub/a"))).isEqualTo("content");
    assertThat(disk().stat(at("u/twin")).inode())
        .isEqualTo(disk().stat(at("u/sub/a")).inode());
    trees.remove(at("u"));
    trees.remove(at("u"));
    assertThat(disk().exists(at("u"))).isFalse();
  }

  private static String line(BytePath path, Stat s) {
    return path + " " + s.kind() + " " + s.mode() + " " + s.size() + " " + s.links() + " "
        + s.modified();
  }
}
