package dev.bcs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is strange about a dataset, measured by its own history. */
class UpheavalTest {
  private final List<Upheaval.Moment> before = new ArrayList<>();
  private long generation;

  /** A tree of files whose contents are these numbers, each of 100 kB. */
  private static Manifest.Tree tree(IntStream contents) {
    List<Entry> entries = new ArrayList<>();
    contents.forEach(number -> {
      byte[] content = new byte[100_000];
      new Random(number).nextBytes(content);
      entries.add(Samples.file("f" + number, 0, content));
    });
    return new Manifest.Tree("pbx/mail", "voicemail", entries);
  }

  private List<String> next(int from, int to) {
    Upheaval.Moment now =
        Upheaval.moment(new GenerationId(++generation), tree(IntStream.range(from, to)), before);
    List<String> strange = Upheaval.judge(now, before).stream().toList();
    before.add(0, now);
    return strange;
  }

  @Test
  void growthAndTheFirstGenerationAreNotStrange() {
    assertThat(next(0, 3)).isEmpty();
    assertThat(next(0, 90)).isEmpty();
    assertThat(next(40, 90)).isEmpty();
  }

  @Test
  void halfOfTheFilesGoneIsStrange() {
    next(0, 100);
    assertThat(next(0, 40)).containsExactly("shrank from 100 to 40 files, generation 1 to 2");
    assertThat(next(0, 45)).as("it stays so").isEmpty();
    assertThat(next(0, 0)).containsExactly("shrank from 45 to 0 files, generation 3 to 4");
  }

  @Test
  void asManyFilesWithOtherContentAreStrange() {
    next(0, 100);
    assertThat(next(100, 200)).containsExactly("has lost 100 % of its content, generation 1 to 2");
  }

  @Test
  void whatADatasetDidBeforeIsNotStrange() {
    next(0, 100);
    next(60, 160);
    next(125, 225);
    assertThat(next(195, 295)).as("70 %, after 60 and 65").isEmpty();
    assertThat(next(294, 394)).as("99 %").hasSize(1);
  }

  @Test
  void aFewSmallFilesMayChangeAsTheyLike() {
    next(0, 5);
    assertThat(next(5, 10)).isEmpty();
    assertThat(next(5, 5)).as("but not all of them vanish").hasSize(1);
  }

  @Test
  void aSketchTellsTheShareThatIsGoneAndSurvivesAsBytes() {
    Sketch all = Sketch.of(ids(0, 20_000));
    for (int gone : List.of(0, 1000, 6000, 10_000, 18_000, 20_000)) {
      Sketch later = Sketch.of(ids(gone, 25_000));
      assertThat(all.goneIn(Sketch.of(later.bytes())))
          .isBetween(gone / 20_000.0 - 0.08, gone / 20_000.0 + 0.08);
    }
    assertThat(Sketch.of(all.bytes())).isEqualTo(all);
    assertThat(all.bytes()).hasSize(Sketch.MOST * 8);
  }

  private static Manifest.Tree ids(int from, int to) {
    List<Entry> entries = new ArrayList<>();
    for (int i = from; i < to; i++) {
      entries.add(Samples.file("f" + i, 0, Samples.bytes("content " + i)));
    }
    return new Manifest.Tree("pbx/mail", "voicemail", entries);
  }
}
