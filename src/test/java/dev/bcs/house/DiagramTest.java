package dev.bcs.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.continuity.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The diagrams of roles in the documents are those of the code. */
class DiagramTest {
  private static final String BEGIN = "<!-- roles: begin -->\n";
  private static final String END = "<!-- roles: end -->\n";

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "README.md"})
  void aDocumentShowsTheRolesOfTheCode(String document) throws IOException {
    String text = Files.readString(Path.of(document));
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("the markers in " + document).isBetween(0, end);
    assertThat(text.substring(begin + BEGIN.length(), end))
        .as("paste what dev.bcs.continuity.Transition prints")
        .isEqualTo(Transition.diagram());
  }
}
