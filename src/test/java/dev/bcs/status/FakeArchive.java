package dev.bcs.status;

import java.util.List;

/** Generations that the test lists; begins with three believable ones. */
public final class FakeArchive implements Archive {
  private volatile List<Generation> generations = List.of(
      new Generation(
          42,
          new Word("receiving", 1),
          new Word("none", 0),
          PictureSketch.NOW.minusSeconds(4),
          120,
          3_000_000,
          "",
          "",
          true),
      new Generation(
          41,
          new Word("verified", 4),
          new Word("complete", 1),
          PictureSketch.NOW.minusSeconds(300),
          417,
          358_000_000,
          "a",
          "",
          true),
      new Generation(
          40,
          new Word("stored", 2),
          new Word("incomplete", 2),
          PictureSketch.NOW.minusSeconds(1200),
          416,
          357_000_000,
          "",
          "voicemail/messages: 17.wav could not be read: input/output error",
          true));

  public void set(List<Generation> next) {
    generations = List.copyOf(next);
  }

  @Override
  public List<Generation> generations() {
    return generations;
  }
}
