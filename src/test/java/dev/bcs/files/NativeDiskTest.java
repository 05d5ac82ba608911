package dev.bcs.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native door keeps the contract on real files. */
class NativeDiskTest extends DiskContract {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Override
  Disk disk() {
    return Disk.system();
  }

  @Override
  BytePath top() {
    return BytePath.of(folder);
  }

  @Test
  void theReasonOfTheSystemIsTold() {
    BytePath tooLong = top().child("n".repeat(300));
    assertThatThrownBy(() -> disk().create(tooLong, 0600)).hasMessageContaining("too long");
  }

  @Test
  void aLinkInTheMiddleOfAPathIsPassedThrough() throws Exception {
    disk().makeDirectory(top().child("real"), 0755);
    disk().makeSymbolicLink("real".getBytes(US_ASCII), top().child("link"));
    disk().makeDirectories(top().child("link/a/b"), 0755);
    assertThat(disk().exists(top().child("real/a/b"))).isTrue();
    disk().syncDirectory(top().child("link/."));
    assertThat(disk().stat(top().child("link/.")).isDirectory()).isTrue();
    assertThatThrownBy(() -> disk().syncDirectory(top().child("link")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> disk().makeDirectories(BytePath.of(""), 0755))
        .isInstanceOf(NoSuchFileException.class);
  }

  /** A process without a locale names every file all the same. */
  @Test
  void namesDoNotDependOnTheLocale() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(
        System.getProperty("java.home") + "/bin/java",
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m",
        "-cp",
        System.getProperty("java.class.path"),
        OddNames.class.getName(),
        folder.toString());
    builder.environment().put("LC_ALL", "C");
    builder.environment().remove("LANG");
    Process process = builder.redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor()).as(told).isZero();
    assertThat(disk().list(top()))
        .containsExactlyInAnyOrder(new byte[] {(byte) 0xff}, "\u00dc".getBytes(UTF_8));
  }

  @Test
  void anExchangeAcrossFileSystemsIsAnErrorNotAFallback() throws Exception {
    BytePath memory = BytePath.of("/dev/shm");
    if (disk().exists(memory)
        && disk().stat(memory).device() != disk().stat(top()).device()) {
      disk().makeDirectory(top().child("a"), 0700);
      assertThatThrownBy(() -> disk().exchange(top().child("a"), memory))
          .hasMessageContaining("/a");
    }
    assertThat(disk().exists(top())).isTrue();
  }

  @Test
  void belowADirectoryNoLinkIsFollowed() throws Exception {
    for (boolean atOnce : new boolean[] {true, false}) {
      Bounds.atOnce(atOnce);
      try {
        noLinkIsFollowed(top().child("once-" + atOnce));
      } finally {
        Bounds.atOnce(true);
      }
    }
  }

  private void noLinkIsFollowed(BytePath in) throws IOException {
    disk().makeDirectories(in.child("top/real"), 0755);
    disk().create(in.child("top/real/file"), 0600).close();
    disk().makeSymbolicLink("real".getBytes(US_ASCII), in.child("top/link"));
    disk().makeSymbolicLink(in.child("top").bytes(), in.child("way"));
    try (Disk.Beneath beneath = disk().beneath(in.child("way/."))) {
      Disk below = beneath.disk();
      BytePath top = in.child("way/.");
      assertThat(below.stat(top).isDirectory()).isTrue();
      assertThat(below.stat(top.child("real/file")).isFile()).isTrue();
      below.open(top.child("real/file")).close();
      assertThat(below.list(top.child("real"))).hasSize(1);
      assertThat(below.readLink(top.child("link"))).isEqualTo("real".getBytes(US_ASCII));
      assertThat(below.attributes(top.child("real/file"))).isEmpty();
      assertThat(below.exists(top.child("real/none"))).isFalse();
      for (String name : List.of("link/file", "link/../real/file")) {
        BytePath through = top.child(name);
        assertThatThrownBy(() -> below.open(through)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> below.stat(through)).isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> below.list(top.child("link"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> below.stat(in)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void attributesAreKeptByName() throws Exception {
    BytePath file = top().child("f");
    disk().create(file, 0600).close();
    assertThat(disk().attributes(file)).isEmpty();
    Attribute empty = new Attribute(BytePath.of("user.empty"), new byte[0]);
    Attribute odd = new Attribute(
        BytePath.of(new byte[] {'u', 's', 'e', 'r', '.', (byte) 0xff}), new byte[] {0, 1, 0});
    Attribute large = new Attribute(BytePath.of("user.large"), new byte[2000]);
    for (Attribute each : List.of(odd, large, empty)) {
      assertThat(disk().setAttribute(file, each)).isTrue();
    }
    assertThat(disk().attributes(file)).containsExactly(empty, large, odd);
    try (Disk.ReadableFile in = disk().open(file)) {
      assertThat(in.attributes()).containsExactly(empty, large, odd);
    }
    disk().removeAttribute(file, odd.name());
    disk().removeAttribute(file, odd.name());
    assertThat(disk().attributes(file)).containsExactly(empty, large);
    disk().makeSymbolicLink(new byte[] {'f'}, top().child("l"));
    assertThat(disk().attributes(top().child("l"))).isEmpty();
    assertThat(disk().setAttribute(top().child("l"), empty)).isFalse();
  }

  @Test
  void holesAreLeftAndFound() throws Exception {
    BytePath file = top().child("sparse");
    try (Disk.WritableFile out = disk().create(file, 0600)) {
      out.skip(1 << 20);
      out.write(new byte[] {1}, 0, 1);
      out.skip(1 << 20);
    }
    Stat stat = disk().stat(file);
    assertThat(stat.size()).isEqualTo((2 << 20) + 1);
    assertThat(stat.allocated()).isLessThan(1 << 17);
    try (Disk.ReadableFile in = disk().open(file)) {
      assertThat(in.nextContent(0)).isBetween((1L << 20) - (1 << 16), 1L << 20);
      assertThat(in.endOfContent(1 << 20)).isBetween((1L << 20) + 1, (1L << 20) + (1 << 17));
      assertThat(in.nextContent((1 << 20) + (1 << 17))).isEqualTo(-1);
      assertThat(in.nextContent(stat.size() + 5)).isEqualTo(-1);
    }
  }

  @Test
  void whatMemoryHoldsOfASyncedFileIsLetGo() throws Exception {
    BytePath file = top().child("f");
    try (Disk.WritableFile out = disk().create(file, 0600)) {
      out.write(new byte[1 << 20], 0, 1 << 20);
      out.sync();
    }
    assertThat(inMemory(file)).isPositive();
    try (Disk.ReadableFile in = disk().open(file)) {
      in.forget();
      assertThat(inMemory(file)).isZero();
      assertThat(in.read(0, new byte[10], 0, 10)).isEqualTo(10);
    }
  }

  private static long inMemory(BytePath file) throws Exception {
    Process process =
        new ProcessBuilder("fincore", "-b", "-n", "-o", "RES", file.toString()).start();
    String told = new String(process.getInputStream().readAllBytes(), US_ASCII);
    assertThat(process.waitFor()).isZero();
    return Long.parseLong(told.strip());
  }

  @Test
  void rootHasANameAndNobodyIsNobody() {
    Accounts accounts = disk().accounts();
    assertThat(accounts.userName(0)).isEqualTo("root");
    assertThat(accounts.groupName(0)).isEqualTo("root");
    assertThat(accounts.user("root")).hasValue(0);
    assertThat(accounts.group("root")).hasValue(0);
    assertThat(accounts.userName(1_234_567)).isEmpty();
    assertThat(accounts.user("no such user")).isEmpty();
  }
}
