package dev.bcs.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whole, believable pictures for each band and each role; to be changed by their sketch. */
public final class SamplePictures {
  private static final Instant NOW = PictureSketch.NOW;

  private SamplePictures() {}

  /** All samples by name: every band and every role is among them. */
  public static Map<String, Picture> all() {
    Map<String, Picture> all = new TreeMap<>();
    all.put("secondary-protected", secondary().picture());
    all.put("primary-protected", primary().picture());
    all.put("secondary-gap-exceeded", gapExceeded().picture());
    all.put("secondary-never", never().picture());
    all.put("secondary-maintenance", maintenance().picture());
    all.put("primary-unprotected", spareLost().picture());
    all.put("secondary-outage", outage().picture());
    all.put("promoting", promoting().picture());
    all.put("running-on-spare", runningOnSpare().picture());
    all.put("demoting", demoting().picture());
    all.put("quarantined", quarantined().picture());
    all.put("halted", halted().picture());
    all.put("closed", closed().picture());
    all.put("unpaired", unpaired().picture());
    return all;
  }

  /** wave-b, the hot spare, all well. */
  public static PictureSketch secondary() {
    return new PictureSketch();
  }

  /** wave-a, which serves, all well. */
  public static PictureSketch primary() {
    PictureSketch s = new PictureSketch();
    s.unit = "wave-a";
    s.role = new Word("primary", 2);
    Picture.Peer p = s.peer;
    s.peer = new Picture.Peer(
        "wave-b",
        p.state(),
        p.reason(),
        p.sentence(),
        new Word("secondary", 3),
        1,
        p.silent(),
        p.lastHeard(),
        List.of(new Picture.Path(
            "10.0.0.2", true, Duration.ofMillis(180), Duration.ofNanos(310_000), 0)),
        "http://10.0.0.2:7480/");
    s.readiness = new Picture.Readiness(
        new Word("promotable", 1),
        List.of(),
        Duration.ofSeconds(9),
        List.of(new Picture.Reason("not-secondary", "wave-a is primary")),
        "nothing: wave-a serves already");
    s.services = List.of(new Picture.Service(
        "voicemail/pbx", new Word("running", 1), "answers on 127.0.0.1:5060", Duration.ZERO));
    return s;
  }

  /** AT RISK: the gap is over twice its limit, with a generation stored but not verified. */
  public static PictureSketch gapExceeded() {
    PictureSketch s = secondary();
    s.band = Band.AT_RISK;
    s.because = "If wave-a died now, everything since 09:04 would be lost.";
    s.gap = new Picture.Gap(
        4200L, false, 233, new Word("severe", 3), 1800, NOW.minusSeconds(4200), null, 37L);
    s.readiness = new Picture.Readiness(
        new Word("degraded", 2),
        List.of(new Picture.Reason("gap-severe", "the gap is 1 h 10 min of 30 min")),
        Duration.ofSeconds(9),
        s.readiness.refusals(),
        s.readiness.preview());
    return s.alarm(
        AlarmKind.GAP_EXCEEDED,
        Severity.MAJOR,
        "the gap is 1 h 10 min of 30 min",
        Duration.ofMinutes(40));
  }

  /** UNPROTECTED: a secondary that never held a verified generation. */
  public static PictureSketch never() {
    PictureSketch s = secondary();
    s.band = Band.UNPROTECTED;
    s.because = "If wave-a died now, everything would be lost: wave-b never held a verified copy.";
    s.gap = new Picture.Gap(null, false, 9999, new Word("never", 5), 1800, null, null, null);
    s.forecast = null;
    s.readiness = new Picture.Readiness(
        new Word("not-promotable", 3),
        List.of(new Picture.Reason("no-generation", "no generation is verified here")),
        null,
        List.of(new Picture.Reason("no-generation", "no generation is verified here")),
        "nothing: there is no generation to promote");
    s.backup =
        new Picture.Backup(null, null, new Word("none", 0), "", 0, 0, null, 0, null, List.of());
    return s.alarm(
        AlarmKind.GAP_EXCEEDED,
        Severity.MAJOR,
        "no generation was ever verified on wave-b",
        Duration.ofMinutes(2));
  }

  /** AT RISK: maintenance holds notifications back. */
  public static PictureSketch maintenance() {
    PictureSketch s = secondary();
    s.band = Band.AT_RISK;
    s.maintenance =
        new Picture.Maintenance(NOW.plusSeconds(3600), "switch replaced", "olga@cli/pts/0");
    return s.alarm(
        AlarmKind.MAINTENANCE_ON,
        Severity.WARNING,
        "maintenance until 12:14: switch replaced (olga@cli/pts/0)",
        Duration.ofMinutes(5));
  }

  /** UNPROTECTED: the primary does not hear its spare. */
  public static PictureSketch spareLost() {
    PictureSketch s = primary();
    s.band = Band.UNPROTECTED;
    s.because = "wave-b is silent on all paths: if wave-a died now, nothing could take over.";
    s.peer = silentPeer("wave-b", new Word("secondary", 3), "10.0.0.2");
    s.gap = new Picture.Gap(
        900L, true, 50, new Word("unprotected", 6), 1800, NOW.minusSeconds(900), null, 41L);
    return s.alarm(
        AlarmKind.SPARE_LOST,
        Severity.MAJOR,
        "wave-b is silent on all paths",
        Duration.ofMinutes(10));
  }

  /** OUTAGE: DECIDE: the secondary has lost its primary. */
  public static PictureSketch outage() {
    PictureSketch s = secondary();
    s.band = Band.OUTAGE_DECIDE;
    s.because = "wave-a is silent on all paths; promoting wave-b loses everything since 11:04.";
    s.peer = silentPeer("wave-a", new Word("primary", 2), "10.0.0.1");
    s.gap =
        new Picture.Gap(600L, false, 33, new Word("ok", 1), 1800, NOW.minusSeconds(600), 492L, 41L);
    s.readiness = new Picture.Readiness(
        new Word("promotable", 1),
        List.of(),
        Duration.ofSeconds(9),
        List.of(),
        "would swap in generation 41, start voicemail/pbx, and lose 3 voicemails");
    s.forecast = new Picture.Forecast(
        NOW.minusSeconds(108), List.of(new Picture.Loss("voicemail", 3, 412_000)), true);
    return s.alarm(
        AlarmKind.PRIMARY_FAILED,
        Severity.CRITICAL,
        "wave-a is silent on all paths",
        Duration.ofSeconds(105));
  }

  /** OUTAGE: DECIDE has been answered: a promotion is under way. */
  public static PictureSketch promoting() {
    PictureSketch s = outage();
    s.role = new Word("promoting", 4);
    s.epoch = 2;
    s.band = Band.NO_ONE_SERVES;
    s.because = "wave-b is being promoted: 4/5 start services, 6 s of at most 20 s.";
    s.operation = operation(new Word("running", 3));
    return s;
  }

  /** RUNNING ON SPARE: wave-b serves since a takeover, alone. */
  public static PictureSketch runningOnSpare() {
    PictureSketch s = spareLost();
    s.unit = "wave-b";
    s.epoch = 2;
    s.band = Band.RUNNING_ON_SPARE;
    s.because = "wave-b serves since a takeover and has no spare: if it died now, all stops.";
    s.peer = silentPeer("wave-a", new Word("primary", 2), "10.0.0.1");
    s.gap = new Picture.Gap(null, false, 9999, new Word("unprotected", 6), 1800, null, null, null);
    s.forecast = null;
    s.operation = operation(new Word("complete", 4));
    return s;
  }

  /** A unit that stands down. */
  public static PictureSketch demoting() {
    PictureSketch s = primary();
    s.role = new Word("demoting", 5);
    s.band = Band.NO_ONE_SERVES;
    s.because = "wave-a is standing down.";
    return s;
  }

  /** The old primary that came back after a takeover. */
  public static PictureSketch quarantined() {
    PictureSketch s = primary();
    s.role = new Word("quarantined", 6);
    s.epoch = 2;
    s.band = Band.AT_RISK;
    s.because = "wave-a lost its role to wave-b and is held down until it is recovered.";
    s.peer = new PictureSketch().peer;
    s.services = List.of(new Picture.Service(
        "voicemail/pbx", new Word("held-down", 5), "quarantined", Duration.ofSeconds(1)));
    return s.alarm(
        AlarmKind.UNIT_CLOSED, Severity.MAJOR, "wave-a is quarantined", Duration.ofMinutes(1));
  }

  /** An operation stopped half-way. */
  public static PictureSketch halted() {
    PictureSketch s = outage();
    s.role = new Word("halted", 7);
    s.epoch = 2;
    s.band = Band.NO_ONE_SERVES;
    s.because = "the promotion of wave-b halted at start voicemail/pbx and needs a person.";
    s.operation = operation(new Word("halted", 7));
    return s.alarm(
        AlarmKind.OPERATION_HALTED,
        Severity.CRITICAL,
        "promote halted at start voicemail/pbx",
        Duration.ofMinutes(1));
  }

  /** A primary that started alone and counts down. */
  public static PictureSketch closed() {
    PictureSketch s = spareLost();
    s.role = new Word("closed", 8);
    s.band = Band.NO_ONE_SERVES;
    s.because = "wave-a is closed; it opens by itself in 90 s if wave-b stays silent.";
    s.startup = new Picture.Startup(Duration.ofSeconds(90), s.because);
    return s.alarm(
        AlarmKind.UNIT_CLOSED, Severity.CRITICAL, "wave-a is closed", Duration.ofSeconds(30));
  }

  /** Before there is a pair. */
  public static PictureSketch unpaired() {
    PictureSketch s = never();
    s.role = new Word("unpaired", 1);
    s.epoch = 0;
    s.because = "wave-b has no peer: nothing is protected.";
    s.peer = new Picture.Peer(
        "",
        new Word("unknown", 1),
        new Word("never-heard", 1),
        "not heard since this unit started",
        new Word("unpaired", 1),
        0,
        null,
        null,
        List.of(),
        "");
    s.parity = new Picture.Parity(new Word("unknown", 3), List.of());
    s.alarms = cleared();
    return s;
  }

  /** Every alarm, cleared, never raised. */
  public static List<Picture.Alarm> cleared() {
    return Arrays.stream(AlarmKind.values())
        .map(k -> new Picture.Alarm(
            k.code(),
            k.word(),
            Severity.CLEARED,
            null,
            Duration.ZERO,
            0,
            false,
            null,
            "",
            k.advice(),
            0))
        .toList();
  }

  /** A promotion of five steps, of which the fourth is in the state of the result. */
  public static Picture.Operation operation(Word result) {
    boolean over = result.text().equals("complete");
    Word fourth = over
        ? new Word("done", 3)
        : result.text().equals("running") ? new Word("running", 2) : new Word("failed", 4);
    return new Picture.Operation(
        "op-7",
        "promote",
        result,
        3_141_592_653L,
        "olga@snmp/10.0.0.9",
        "wave-a burnt, ticket 4711",
        NOW.minusSeconds(8),
        over ? NOW : null,
        over ? "wave-b serves with generation 41" : "",
        List.of(
            step(1, "epoch", new Word("done", 3), 5),
            step(2, "fence", new Word("done", 3), 5),
            step(3, "swap", new Word("done", 3), 30),
            new Picture.Step(
                4,
                "start voicemail/pbx",
                fourth,
                Duration.ofSeconds(6),
                Duration.ofSeconds(20),
                ""),
            step(5, "addresses", over ? new Word("done", 3) : new Word("waiting", 1), 10)));
  }

  private static Picture.Step step(int number, String name, Word state, int limit) {
    return new Picture.Step(
        number, name, state, Duration.ofMillis(40), Duration.ofSeconds(limit), "");
  }

  private static Picture.Peer silentPeer(String name, Word role, String address) {
    return new Picture.Peer(
        name,
        new Word("down", 4),
        new Word("silent-on-all-paths", 3),
        "silent on all paths",
        role,
        1,
        Duration.ofSeconds(108),
        NOW.minusSeconds(108),
        List.of(new Picture.Path(address, false, Duration.ofSeconds(108), Duration.ZERO, 100)),
        "http://" + address + ":7480/");
  }
}
