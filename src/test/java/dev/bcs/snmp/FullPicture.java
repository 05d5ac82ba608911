package dev.bcs.snmp;

import dev.bcs.status.Picture;
import dev.bcs.status.PictureSketch;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Word;
import java.time.Duration;
import java.util.List;

/** A picture in which every table has a row, so that every object has an instance. */
final class FullPicture {
  private FullPicture() {}

  static PictureSketch sketch() {
    PictureSketch s = SamplePictures.outage();
    s.parity = new Picture.Parity(
        new Word("different", 2), List.of(new Picture.Difference("software", "7.1", "7.1.3")));
    s.readiness = new Picture.Readiness(
        new Word("degraded", 2),
        List.of(new Picture.Reason("parity-different", "1 item differs")),
        Duration.ofSeconds(9),
        List.of(new Picture.Reason("peer-up", "wave-a answers")),
        s.readiness.preview());
    s.operation = SamplePictures.operation(new Word("running", 3));
    s.maintenance =
        new Picture.Maintenance(PictureSketch.NOW.plusSeconds(3600), "switch replaced", "olga");
    s.startup = new Picture.Startup(Duration.ofSeconds(90), "it opens by itself");
    s.backup = new Picture.Backup(
        PictureSketch.NOW.minusSeconds(300),
        PictureSketch.NOW.minusSeconds(288),
        new Word("complete", 1),
        "generation 41 is verified on wave-b",
        41,
        6_000_000_000L,
        PictureSketch.NOW.plusSeconds(600),
        2,
        new Picture.Progress(42, "send", 10, 100, 1_000, 5_000_000_000L),
        List.of());
    return s;
  }
}
