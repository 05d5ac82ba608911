package dev.bcs.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
}
