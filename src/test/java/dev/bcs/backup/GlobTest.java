package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns of excluded paths. */
class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "**/tmp/**, tmp/a, true",
    "**/tmp/**, x/tmp/a/b, true",
    "**/tmp/**, tmp, false",
    "**/tmp/**, xtmp/a, false",
    "**/tmp, a/b/tmp, true",
    "*.wav, a.wav, true",
    "*.wav, a/b.wav, false",
    "**.wav, a/b.wav, true",
    "run/, run, true",
    "run/, runs, false",
    "a?c, abc, true",
    "a?c, aüc, true",
    "a?c, a/c, false",
    "a?c, abbc, false",
    "a.c, abc, false",
    "[a], [a], true",
    "'(a|b)+', '(a|b)+', true",
    "grün/*, grün/x, true"
  })
  void globsMatchAsTheyRead(String glob, String path, boolean matches) {
    assertThat(Glob.of(glob).matches(BytePath.of(path))).isEqualTo(matches);
  }

  @Test
  void namesOfAnyBytesCanBeMatched() {
    BytePath odd = BytePath.of(new byte[] {'a', (byte) 0xff, '\n', 'b'});
    assertThat(Glob.of("a*b").matches(odd)).isTrue();
    assertThat(Glob.of("a??b").matches(odd)).isTrue();
    assertThat(Glob.of("a?b").matches(odd)).isFalse();
  }
}
