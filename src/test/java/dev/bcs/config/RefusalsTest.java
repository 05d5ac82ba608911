package dev.bcs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads for each thing that cannot work; the cases are in {@code refusals.txt}. */
class RefusalsTest {
  private static final Path CASES = Path.of("src/test/resources/dev/bcs/config/refusals.txt");

  @TempDir
  Path folder;

  /** One case of the file. */
  record Case(String name, String toml, String told) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    Stream<String> parts =
        Arrays.stream(Files.readString(CASES).split("(?m)^## ")).skip(1);
    return parts
        .map(part -> {
          int name = part.indexOf('\n');
          int dashes = part.indexOf("----\n");
          return new Case(
              part.substring(0, name),
              part.substring(name + 1, dashes),
              part.substring(dashes + 5).strip());
        })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tells(Case each) throws IOException {
    Path real = folder.toRealPath();
    Files.createDirectories(real.resolve("a/inner"));
    Files.createDirectories(real.resolve("b"));
    Files.createSymbolicLink(real.resolve("link-to-a"), real.resolve("a"));
    Reading reading =
        new Written(real).read(Written.completed(each.toml().replace("DIR", real.toString())));
    String told = String.join("\n", Written.texts(reading.problems()));
    String shown = told.replace(real.toString(), "DIR");
    assertThat(shown).isEqualTo(each.told());
  }
}
