package dev.bcs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** The sample is true: it can be used as it is, and every key is in it. */
class SampleTest {
  @TempDir
  Path folder;

  @Test
  void theSampleHasNoErrors() {
    Reading reading = new Written(folder).read(ConfigFile.sample());
    assertThat(reading.errors()).isEmpty();
    assertThat(Written.texts(reading.warnings()))
        .allMatch(text -> text.contains("does not exist"), "only what this machine lacks");
  }

  @Test
  void theSampleHasNoErrorsWithAllThatItLeavesOut() {
    String full = Written.full().replace("/etc/bcs/page.p12", folder + "/page.p12");
    Reading reading = new Written(folder).read(full);
    assertThat(Written.texts(reading.errors())).isEmpty();
  }

  @Test
  void whatTheSampleShowsAsADefaultIsTheDefault() {
    Written written = new Written(folder);
    Settings least = written.read(Written.completed("")).orThrow();
    Settings full = written.read(Written.full()).orThrow();
    assertThat(full.heartbeat()).isEqualTo(least.heartbeat());
    assertThat(full.backup().keep()).isEqualTo(least.backup().keep());
    assertThat(full.staging()).isEqualTo(least.staging());
    assertThat(full.takeover().stepLimit()).isEqualTo(least.takeover().stepLimit());
    assertThat(full.startup().after()).isEqualTo(least.startup().after());
    assertThat(full.link().listen()).isEqualTo(least.link().listen());
    assertThat(full.http().listen()).isEqualTo(least.http().listen());
    assertThat(full.jmx()).isEqualTo(least.jmx());
    assertThat(full.snmp().promotion()).isEqualTo(least.snmp().promotion());
    assertThat(full.mail().security()).isEqualTo(least.mail().security());
    assertThat(least.backup().every()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void everyKeyIsInTheSampleAndNoOther() {
    TomlParseResult toml = Toml.parse(Written.withOtherWays());
    assertThat(toml.errors()).isEmpty();
    Set<String> found = new TreeSet<>();
    collect(toml, "", found);
    assertThat(found).isEqualTo(new TreeSet<>(Keys.all()));
  }

  @Test
  void theSampleFitsAPageOfHundredColumns() {
    assertThat(ConfigFile.sample().lines()).allMatch(line -> line.length() <= 100);
  }

  private static void collect(TomlTable table, String before, Set<String> found) {
    table.entrySet().forEach(entry -> {
      String key = before + entry.getKey();
      found.add(key);
      if (entry.getValue() instanceof TomlTable inner) {
        collect(inner, key + ".", found);
      } else if (entry.getValue() instanceof TomlArray array) {
        for (int i = 0; i < array.size(); i++) {
          if (array.get(i) instanceof TomlTable inner) {
            collect(inner, key + ".", found);
          }
        }
      }
    });
  }
}
