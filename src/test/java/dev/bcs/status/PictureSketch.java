package dev.bcs.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A picture that tests may change before it is fixed; begins as a healthy secondary. */
public final class PictureSketch {
  public static final Instant NOW = Instant.parse("2026-11-22T10:14:00Z");

  public String pair = "hq-pbx";
  public String unit = "wave-b";
  public Word role = new Word("secondary", 3);
  public long epoch = 1;
  public String version = "0.1.0";
  public String zone = "Europe/Berlin";
  public Instant asOf = NOW;
  public long ticks = 1_000_000_000L;
  public Band band = Band.PROTECTED;
  public String because = "If wave-a died now, everything since 11:09 would be lost.";
  public Picture.Peer peer = new Picture.Peer(
      "wave-a",
      new Word("up", 2),
      new Word("heard", 2),
      "its beats arrive",
      new Word("primary", 2),
      1,
      Duration.ofMillis(180),
      NOW.minusMillis(180),
      List.of(
          new Picture.Path("10.0.0.1", true, Duration.ofMillis(180), Duration.ofNanos(310_000), 0),
          new Picture.Path(
              "192.168.9.1", true, Duration.ofMillis(190), Duration.ofNanos(280_000), 0)),
      "http://10.0.0.1:7480/");
  public Picture.Gap gap =
      new Picture.Gap(300L, false, 16, new Word("ok", 1), 1800, NOW.minusSeconds(300), null, 41L);
  public Picture.Readiness readiness = new Picture.Readiness(
      new Word("promotable", 1),
      List.of(),
      Duration.ofSeconds(9),
      List.of(new Picture.Reason("peer-up", "wave-a answers and serves")),
      "would swap in generation 41, start voicemail/pbx, and lose 3 voicemails");
  public Picture.@Nullable Forecast forecast = new Picture.Forecast(
      NOW.minusSeconds(1),
      List.of(
          new Picture.Loss("configuration", 0, 0),
          new Picture.Loss("voicemail", 3, 412_000),
          new Picture.Loss("recordings", 1, 2_100_000)),
      false);
  public Picture.Parity parity = new Picture.Parity(new Word("alike", 1), List.of());
  public Picture.Backup backup = new Picture.Backup(
      NOW.minusSeconds(300),
      NOW.minusSeconds(288),
      new Word("complete", 1),
      "generation 41 is verified on wave-b",
      41,
      1_204_000,
      NOW.plusSeconds(600),
      0,
      null,
      List.of(new Picture.Moment("voicemail", NOW.minusSeconds(299), NOW.minusSeconds(297), true)));
  public List<Picture.Dataset> datasets = List.of(
      new Picture.Dataset("pbx/config", "configuration", "files", 300L, 12, 40_000),
      new Picture.Dataset("voicemail/messages", "voicemail", "files", 300L, 310, 48_000_000),
      new Picture.Dataset("recording/calls", "recordings", "files", 300L, 95, 310_000_000));
  public List<Picture.Service> services = List.of(new Picture.Service(
      "voicemail/pbx", new Word("held-down", 5), "waits for a promotion", Duration.ofSeconds(2)));
  public List<Picture.Alarm> alarms = SamplePictures.cleared();
  public Picture.@Nullable Operation operation = null;
  public Picture.@Nullable Maintenance maintenance = null;
  public Picture.@Nullable Startup startup = null;

  /** Raises one alarm, so long ago. */
  public PictureSketch alarm(AlarmKind kind, Severity severity, String text, Duration ago) {
    List<Picture.Alarm> changed = new ArrayList<>(alarms);
    changed.replaceAll(a -> a.code() != kind.code()
        ? a
        : new Picture.Alarm(
            kind.code(),
            kind.word(),
            severity,
            asOf.minus(ago),
            ago,
            a.raised() + 1,
            maintenance != null,
            null,
            text,
            kind.advice(),
            a.seq() + 1));
    alarms = changed;
    return this;
  }

  /** The picture as it is now. */
  public Picture picture() {
    return new Picture(
        pair,
        unit,
        role,
        epoch,
        version,
        zone,
        asOf,
        ticks,
        band,
        because,
        peer,
        gap,
        readiness,
        forecast,
        parity,
        backup,
        datasets,
        services,
        alarms,
        operation,
        maintenance,
        startup);
  }
}
