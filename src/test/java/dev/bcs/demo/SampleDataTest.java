package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.Disk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample appliance as it lies on a real disk. */
class SampleDataTest {
  private static final Path FIXTURES = Path.of("test-fixtures/appliance");

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private SampleData.Laid layOut(String name, long seed, SampleData.Amount amount)
      throws IOException {
    return new SampleData(Disk.system(), seed, amount).layOut(folder.resolve(name));
  }

  /** Each path with what is there: mode, time and content, or where a link leads. */
  private Map<String, String> picture(String name) throws IOException {
    Path top = folder.resolve(name);
    Map<String, String> seen = new TreeMap<>();
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : all.toList()) {
        String what = Files.isSymbolicLink(path)
            ? "link " + Files.readSymbolicLink(path)
            : Files.isDirectory(path)
                ? "directory"
                : Files.getPosixFilePermissions(path) + " " + Files.getLastModifiedTime(path) + " "
                    + Arrays.hashCode(Files.readAllBytes(path));
        seen.put(top.relativize(path).toString(), what);
      }
    }
    return seen;
  }

  @Test
  void theIndexNamesEveryFixtureAndTheProgramHoldsIt() throws IOException {
    List<String> named = Files.readAllLines(FIXTURES.resolve("INDEX"));
    List<String> there;
    try (Stream<Path> all = Files.walk(FIXTURES)) {
      there = all.filter(Files::isRegularFile)
          .map(path -> FIXTURES.relativize(path).toString())
          .filter(path -> !path.equals("INDEX") && !path.equals("README.md"))
          .sorted()
          .toList();
    }
    assertThat(named.stream()
            .filter(line -> !line.startsWith("link "))
            .map(line -> line.substring(5))
            .sorted())
        .containsExactlyElementsOf(there);
    for (String line : named) {
      if (!line.startsWith("link ")) {
        assertThat(SampleData.class.getResource("/appliance/" + line.substring(5)))
            .as(line)
            .isNotNull();
      }
    }
  }

  @Test
  void theSmallAmountIsAboutFifteenMegabytesInFourHundredFiles() throws IOException {
    SampleData.Laid laid = layOut("a", 7401, SampleData.Amount.SMALL);
    assertThat(laid.files()).isBetween(380, 420);
    assertThat(laid.bytes()).isBetween(13_000_000L, 17_000_000L);
    try (Stream<Path> all = Files.walk(folder.resolve("a"))) {
      // The hard link is a second name of a file that was counted.
      assertThat(all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .count())
          .isEqualTo(laid.files() + 1);
    }
  }

  @Test
  void theSameSeedLaysOutTheSameAndAnotherSeedDoesNot() throws IOException {
    layOut("a", 1, Stand.TINY);
    layOut("b", 1, Stand.TINY);
    layOut("c", 2, Stand.TINY);
    assertThat(picture("b")).isEqualTo(picture("a"));
    assertThat(picture("c")).isNotEqualTo(picture("a"));
  }

  @Test
  void linksAnEmptyDirectoryAndANameBeyondAsciiAreAmongThem() throws IOException {
    layOut("a", 1, Stand.TINY);
    Path top = folder.resolve("a");
    Path latest = top.resolve("recordings/latest.wav");
    Path complaint = top.resolve("recordings/flagged/complaint.wav");
    assertThat(latest).isSymbolicLink();
    assertThat(Files.isSameFile(latest, complaint)).isTrue();
    assertThat(Files.getAttribute(complaint, "unix:nlink")).isEqualTo(2);
    assertThat(Files.readSymbolicLink(top.resolve("config/ivr/active.conf")))
        .isEqualTo(Path.of("day.conf"));
    assertThat(top.resolve("voicemail/120")).isEmptyDirectory();
    assertThat(top.resolve("voicemail/101/greetings/Grüße.wav")).isRegularFile();
    assertThat(Files.getPosixFilePermissions(top.resolve("config/trunks/north-carrier.conf")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theLogNamesEachSoundOnce() throws IOException {
    layOut("a", 1, Stand.TINY);
    Path top = folder.resolve("a");
    List<String> lines = Files.readAllLines(top.resolve("log/calls.csv"));
    assertThat(lines.get(0)).isEqualTo(Call.HEADER);
    List<Call> calls =
        lines.stream().skip(1).map(line -> Call.read(line).orElseThrow()).toList();
    assertThat(calls).hasSize(15).doesNotHaveDuplicates();
    assertThat(calls).allSatisfy(call -> assertThat(top.resolve(call.file())).isRegularFile());
    assertThat(calls.stream().map(Call::at)).isSorted();
  }

  @Test
  void everyMailboxIsInTheConfiguration() throws IOException {
    String configured = Files.readString(FIXTURES.resolve("config/mailboxes.conf"));
    assertThat(SampleData.MAILBOXES)
        .allSatisfy(box -> assertThat(configured).contains(box + " = "));
    assertThat(configured).contains(SampleData.EMPTY_MAILBOX + " = ");
  }

  @Test
  void dataThatAreThereAreNotLaidOver() throws IOException {
    layOut("a", 1, Stand.TINY);
    assertThatThrownBy(() -> layOut("a", 1, Stand.TINY))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("holds config already\nhint: ");
  }
}
