package dev.bcs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list in a file is a list. */
class SpoolTest {
  private static final Spool.Form<String> TEXT = new Spool.Form<>() {
    @Override
    public void put(String value, DataOutputStream out) throws IOException {
      out.writeUTF(value);
    }

    @Override
    public String get(ByteBuffer in) {
      byte[] bytes = new byte[in.getShort()];
      in.get(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  };

  @TempDir
  Path folder;

  private Spool<String> spool() {
    return new Spool<>(Disk.system(), BytePath.of(folder), TEXT);
  }

  private static List<String> texts(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("text " + i + "x".repeat(i % 97));
    }
    return texts;
  }

  @Test
  void whatWasAddedIsReadInOrderBackwardsAndWhileMoreComes() {
    List<String> texts = texts(60_000);
    try (Spool<String> spool = spool()) {
      for (int i = 0; i < texts.size(); i++) {
        assertThat(spool.add(texts.get(i))).isTrue();
        if (i % 1009 == 0) {
          assertThat(spool.get(i / 2)).isEqualTo(texts.get(i / 2));
        }
      }
      assertThat(new ArrayList<>(spool)).isEqualTo(texts);
      for (int i = texts.size() - 1; i >= 0; i -= 7) {
        assertThat(spool.get(i)).isEqualTo(texts.get(i));
      }
    }
  }

  @Test
  void severalReadAtOnceEachInHisPlace() {
    List<String> texts = texts(20_000);
    try (Spool<String> spool = spool()) {
      spool.addAll(texts);
      Iterator<String> one = spool.iterator();
      Iterator<String> other = spool.iterator();
      for (int i = 0; i < 10_000; i++) {
        assertThat(one.next()).isEqualTo(texts.get(i));
      }
      assertThat(other.next()).isEqualTo(texts.get(0));
      assertThat(one.next()).isEqualTo(texts.get(10_000));
    }
  }

  @Test
  void itsFileHasNoNameAndAShortListHasNone() throws IOException {
    try (Spool<String> spool = spool()) {
      spool.addAll(texts(60_000));
      try (var names = Files.list(folder)) {
        assertThat(names).isEmpty();
      }
    }
    Spool<String> nowhere = new Spool<>(Disk.system(), BytePath.of("/nowhere"), TEXT);
    nowhere.addAll(texts(100));
    assertThat(nowhere).isEqualTo(texts(100));
  }

  @Test
  void aFolderThatIsNotThereIsTold() {
    Spool<String> nowhere = new Spool<>(Disk.system(), BytePath.of("/nowhere"), TEXT);
    assertThatThrownBy(() -> nowhere.addAll(texts(60_000)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/nowhere");
  }
}
