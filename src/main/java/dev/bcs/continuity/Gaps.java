package dev.bcs.continuity;

import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.staging.Held;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps the gap from shrinking over restarts, and what is missing once the peer is dead.
 *
 * <p>Written about every ten seconds and at each change of generation; a crash in between loses ten
 * seconds of a lower bound, which the clocks make good.
 */
final class Gaps {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** After a longer absence the primary may have come back and died again, unheard. */
  private static final Duration ABSENCE = Duration.ofMinutes(1);

  private final Desk desk;
  private volatile Optional<GapRules.Sample> sample = Optional.empty();
  private volatile Optional<Failure> failure = Optional.empty();
  private volatile Told kept = Told.NOTHING;
  private volatile Instant keptAt = Instant.EPOCH;
  private long wroteAt;

  /** What was missing when the primary was last heard. */
  private record Failure(long generation, long seconds) {}

  Gaps(Desk desk) {
    this.desk = desk;
    desk.rooms.ledger().enter(tx -> {
      sample = tx.first(
          "SELECT generation, gap_ms, wall_ms, boot_ms, boot_id FROM continuity_gap WHERE id = 1",
          row -> new GapRules.Sample(
              row.getLong(1),
              Duration.ofMillis(row.getLong(2)),
              new GapRules.Moment(
                  Instant.ofEpochMilli(row.getLong(3)),
                  Duration.ofMillis(row.getLong(4)),
                  row.getString(5))));
      failure = tx.first(
          "SELECT generation, seconds FROM continuity_failure WHERE id = 1",
          row -> new Failure(row.getLong(1), row.getLong(2)));
      tx.first("SELECT payload, wall_ms FROM continuity_told WHERE id = 1", row -> {
        kept = ToldCodec.decode(row.getBytes(1));
        keptAt = Instant.ofEpochMilli(row.getLong(2));
        return true;
      });
    });
    boolean away = sample
        .map(GapRules.Sample::at)
        .map(at -> GapRules.between(at.wall(), at.sinceBoot(), at.bootId(), now()))
        .filter(gone -> gone.compareTo(ABSENCE) <= 0)
        .isEmpty();
    if (away) {
      failure = Optional.empty();
    }
  }

  /** The gap of what lies ready here now; empty: never. */
  Optional<Duration> gap() {
    return desk.rooms.stage().ready().map(this::gapOf);
  }

  private Duration gapOf(Held held) {
    return GapRules.gap(held.ticket(), now(), sample);
  }

  private GapRules.Moment now() {
    Clocks clocks = desk.rooms.clocks();
    return new GapRules.Moment(clocks.now(), clocks.sinceBoot(), clocks.bootId());
  }

  /** What is missing, frozen, while the primary is failed. */
  OptionalLong atFailure() {
    long ready = desk.ready();
    return failure
        .filter(f -> f.generation() == ready)
        .filter(f -> !isBlind(desk.rooms.watch().view()))
        .map(f -> OptionalLong.of(f.seconds()))
        .orElse(OptionalLong.empty());
  }

  /** If it is this unit that cannot hear, the primary may well live and go on. */
  private static boolean isBlind(PeerView peer) {
    return peer.reason() == PeerReason.LINK_DOWN_HERE || peer.reason() == PeerReason.OBSERVER_LATE;
  }

  /** What the peer told last, also before this start. */
  Told told() {
    byte[] payload = desk.rooms.watch().view().payload();
    return payload.length == 0 ? kept : ToldCodec.decode(payload);
  }

  /** When the peer was last heard, also before this start. */
  Instant lastHeard() {
    Instant heard = desk.rooms.watch().view().lastHeard();
    return heard.equals(Instant.EPOCH) ? keptAt : heard;
  }

  /** On the deciding thread, now and then. */
  void tend() {
    PeerView peer = desk.rooms.watch().view();
    Optional<Held> ready = desk.rooms.stage().ready();
    boolean spare = desk.role() == Role.SECONDARY;
    if (spare && ready.isPresent()) {
      freeze(peer, ready.get());
    }
    long generation = ready.map(h -> h.generation().number()).orElse(0L);
    boolean other = sample.map(s -> s.generation() != generation).orElse(generation != 0);
    long ticks = desk.rooms.clocks().ticks();
    if (wroteAt != 0 && !other && ticks - wroteAt < EVERY.toNanos()) {
      return;
    }
    wroteAt = ticks == 0 ? 1 : ticks;
    ready.ifPresent(this::keep);
    if (peer.payload().length > 0) {
      desk.rooms
          .ledger()
          .enter(tx -> tx.exec(
              "INSERT OR REPLACE INTO continuity_told(id, wall_ms, payload) VALUES(1, ?, ?)",
              peer.lastHeard().toEpochMilli(),
              peer.payload()));
    }
  }

  private void keep(Held held) {
    GapRules.Sample next = new GapRules.Sample(held.generation().number(), gapOf(held), now());
    desk.rooms
        .ledger()
        .enter(tx -> tx.exec(
            "INSERT OR REPLACE INTO continuity_gap(id, generation, gap_ms, wall_ms,"
                + " boot_ms, boot_id)"
                + " VALUES(1, ?, ?, ?, ?, ?)",
            next.generation(),
            next.gap().toMillis(),
            next.at().wall().toEpochMilli(),
            next.at().sinceBoot().toMillis(),
            next.at().bootId()));
    sample = Optional.of(next);
  }

  private void freeze(PeerView peer, Held held) {
    boolean heard = peer.state() == PeerState.UP;
    if (heard && failure.isPresent()) {
      desk.rooms.ledger().enter(tx -> tx.exec("DELETE FROM continuity_failure"));
      failure = Optional.empty();
    } else if (peer.state() == PeerState.DOWN
        && !isBlind(peer)
        && failure.filter(f -> f.generation() == held.generation().number()).isEmpty()
        && told().start() != 0) {
      // Of a peer that was not heard since this start the silence counts from this start: before it
      // nobody listened, and the primary may have lived on.
      long seconds = GapRules.atFailure(gapOf(held), peer.silent()).toSeconds();
      Failure frozen = new Failure(held.generation().number(), seconds);
      desk.rooms
          .ledger()
          .enter(tx -> tx.exec(
              "INSERT OR REPLACE INTO continuity_failure(id, generation, seconds) VALUES(1, ?, ?)",
              frozen.generation(),
              frozen.seconds()));
      failure = Optional.of(frozen);
    }
  }
}
