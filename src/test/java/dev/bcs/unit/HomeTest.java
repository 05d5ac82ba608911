package dev.bcs.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a unit lives, and whom it lets in. */
class HomeTest {
  @TempDir
  Path folder;

  @Test
  void makesFoldersThatOnlyTheOwnerCanRead() throws IOException {
    Home home = Home.at(folder.resolve("a/unit")).prepare().prepare();
    for (Path made : new Path[] {home.directory(), home.keys(), home.store()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
    assertThat(home.mayServe()).doesNotExist();
    assertThat(home.mayServe().getParent()).isDirectory();
    assertThat(home.directory().toFile().list())
        .containsExactlyInAnyOrder("keys", "store", "guard");
  }

  @Test
  void tightensAKeysFolderThatWasOpenToOthers() throws IOException {
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));
    Home.at(folder).prepare();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rwx------");
  }

  @Test
  void refusesAHomeThatIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> Home.at(file).prepare())
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("is not a folder\nhint: ");
  }

  @Test
  void refusesAHomeInWhichNothingCanBeWritten() {
    Path nowhere = Path.of("/proc/self/bcs-home");
    assertThatThrownBy(() -> Home.at(nowhere).prepare())
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("\nhint: ");
  }

  @Test
  void refusesAHomeThatBelongsToSomebodyElse() throws IOException {
    Path others = Files.createDirectory(folder.resolve("others"));
    try {
      Files.setAttribute(others, "unix:uid", 65534);
    } catch (IOException notRoot) {
      Assumptions.abort("only root can give a folder away");
    }
    assertThatThrownBy(() -> Home.at(others).prepare())
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("belongs to nobody")
        .hasMessageContaining("run it as nobody");
    assertThat(others).isEmptyDirectory();
  }

  @Test
  void isClaimedByOneProcessAtATime() {
    Home home = Home.at(folder).prepare();
    try (Home.Claim first = home.claim()) {
      assertThat(first).isNotNull();
      assertThatThrownBy(home::claim).hasMessageContaining("another bcs already uses the home");
    }
    home.claim().close();
  }

  @Test
  void whoReadsTheStoreKeepsItFromBeingPrunedAndChangesNothing() {
    Home home = Home.at(folder.resolve("home")).prepare();
    home.reading().close();
    assertThat(home.store()).isEmptyDirectory();
    home.withoutReaders().orElseThrow().close();
    Home.Claim reading = home.reading();
    assertThat(home.withoutReaders()).isEmpty();
    reading.close();
    assertThat(home.withoutReaders()).isPresent();
  }
}
