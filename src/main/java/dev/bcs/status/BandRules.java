package dev.bcs.status;

import dev.bcs.continuity.OperationView;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The one word at five metres and its sentence: the first row of the table that fits.
 *
 * <p>The last row alone is green, and it is reached only by a unit that is primary or secondary,
 * whose peer is up in the other role, that is promotable, within its limit, with a verified
 * generation, all paths up, parity known and alike, the last backup complete, and no maintenance.
 */
public final class BandRules {
  private static final Set<Role> IDLE =
      EnumSet.of(Role.CLOSED, Role.QUARANTINED, Role.HALTED, Role.UNPAIRED, Role.SECONDARY);
  private static final Set<Role> MOVING = EnumSet.of(Role.PROMOTING, Role.DEMOTING);
  private static final Set<Situation.GapLevel> NO_COPY =
      EnumSet.of(Situation.GapLevel.NEVER, Situation.GapLevel.UNPROTECTED);

  private BandRules() {}

  /** The verdict: the band and why. */
  public record Verdict(Band band, String because) {}

  /** What the rows look at. */
  record View(Situation now, Optional<Picture.Maintenance> maintenance, ZoneId zone) {
    PeerView peer() {
      return now.peer();
    }

    boolean role(Role role) {
      return now.role() == role;
    }

    boolean peerUp() {
      return peer().state() == PeerState.UP && peer().reason() != PeerReason.SERVICES_FAILED;
    }

    boolean peerUpAs(Role role) {
      return peerUp() && peer().role() == role;
    }

    String me() {
      return now.unit();
    }

    String other() {
      return now.peerName().isEmpty() ? "its peer" : now.peerName();
    }

    /** Whose death is spoken of: the one that serves. */
    String serving() {
      return role(Role.PRIMARY) ? me() : other();
    }

    /** "everything since 08:00", or "everything" if there is no copy. */
    String everything() {
      Optional<Instant> since = now.gap().since();
      return since
          .map(s -> "everything since " + Spans.clock(s, now.asOf(), zone))
          .orElse("everything");
    }

    String ifItDied() {
      return "If " + serving() + " died now, " + everything() + " would be lost";
    }
  }

  /** One row: if it holds, this is the band, for this reason. */
  record Rule(String name, Predicate<View> holds, Band band, Function<View, String> because) {}

  /** The table, worst questions first; a row may rely on all rows above it. */
  static final List<Rule> TABLE = List.of(
      rule(
          "unpaired",
          v -> v.role(Role.UNPAIRED),
          Band.UNPROTECTED,
          v -> v.me() + " has no peer: nothing is protected."),
      rule(
          "both-serve",
          v -> v.role(Role.PRIMARY) && v.peerUpAs(Role.PRIMARY),
          Band.UNPROTECTED,
          v -> v.me() + " and " + v.other() + " both serve: their data drift apart. Stop one."),
      rule(
          "idle-here-peer-serves",
          v -> EnumSet.of(Role.CLOSED, Role.HALTED).contains(v.now().role())
              && v.peerUpAs(Role.PRIMARY),
          Band.UNPROTECTED,
          v -> v.other() + " serves, and " + v.me() + " is " + v.now().role().word()
              + ": nothing could take over."),
      rule(
          "quarantined-peer-serves",
          v -> v.role(Role.QUARANTINED) && v.peerUpAs(Role.PRIMARY),
          Band.RUNNING_ON_SPARE,
          v -> v.other() + " serves in its place; " + v.me()
              + " lost its role and is held down until it is recovered."),
      rule(
          "quarantined",
          v -> v.role(Role.QUARANTINED),
          Band.OUTAGE_DECIDE,
          v -> v.me() + " is quarantined and " + v.other() + " does not serve: "
              + v.peer().reason().sentence() + "."),
      rule("halted", v -> v.role(Role.HALTED), Band.NO_ONE_SERVES, BandRules::halted),
      rule("closed", v -> v.role(Role.CLOSED), Band.NO_ONE_SERVES, BandRules::closed),
      rule("moving", v -> MOVING.contains(v.now().role()), Band.NO_ONE_SERVES, BandRules::moving),
      // From here on this unit is primary or secondary.
      rule(
          "primary-failed",
          v -> AlarmRules.primaryHasFailed(v.now()),
          Band.OUTAGE_DECIDE,
          BandRules::primaryFailed),
      rule(
          "peer-moves",
          v -> v.role(Role.SECONDARY) && v.peerUp() && MOVING.contains(v.peer().role()),
          Band.NO_ONE_SERVES,
          v -> v.other() + " is " + v.peer().role().word() + "; nothing serves until it is done."),
      rule(
          "nobody-serves",
          v -> v.role(Role.SECONDARY) && v.peerUp() && IDLE.contains(v.peer().role()),
          Band.NO_ONE_SERVES,
          v -> v.other() + " is " + v.peer().role().word() + " and " + v.me()
              + " is secondary: nobody serves."),
      rule(
          "services-failed",
          v -> v.role(Role.PRIMARY) && !failed(v).isEmpty(),
          Band.OUTAGE_DECIDE,
          v -> failed(v) + " on " + v.me() + ": mend it, or promote " + v.other() + "."),
      rule(
          "links-down",
          v -> v.peer().reason() == PeerReason.LINK_DOWN_HERE,
          Band.UNPROTECTED,
          v -> "The links of " + v.me() + " itself are down: nothing is known of " + v.other()
              + "."),
      rule(
          "on-spare",
          v -> v.role(Role.PRIMARY)
              && v.now().epoch().value() > 1
              && v.now().gap().since().isEmpty(),
          Band.RUNNING_ON_SPARE,
          v -> v.me() + " serves since a takeover and has no copy elsewhere: if it died now, "
              + "everything made since would be lost."),
      rule(
          "no-spare",
          v -> v.role(Role.PRIMARY)
              && v.peer().state() != PeerState.UP
              && v.peer().state() != PeerState.SUSPECT,
          Band.UNPROTECTED,
          v -> v.other() + " cannot take over (" + v.peer().reason().sentence() + "): "
              + lower(v.ifItDied()) + ", and nothing would serve."),
      rule(
          "spare-idle",
          v -> v.role(Role.PRIMARY) && v.peerUp() && !v.peerUpAs(Role.SECONDARY),
          Band.UNPROTECTED,
          v -> v.other() + " answers but is " + v.peer().role().word()
              + ": nothing could take over."),
      rule(
          "no-copy",
          v -> v.now().gap().level() == Situation.GapLevel.NEVER
              || v.now().gap().since().isEmpty(),
          Band.UNPROTECTED,
          v -> v.ifItDied() + ": there is no verified copy."),
      rule(
          "not-promotable",
          v -> NO_COPY.contains(v.now().gap().level())
              || v.now().readiness().verdict() == Situation.Verdict.NOT_PROMOTABLE,
          Band.UNPROTECTED,
          v -> "The spare cannot be promoted: " + firstReason(v) + "."),
      rule(
          "peer-unsure",
          v -> !v.peerUp() || v.peer().reason() == PeerReason.OBSERVER_LATE,
          Band.AT_RISK,
          v -> v.other() + " is " + v.peer().state().word() + " ("
              + v.peer().reason().sentence() + "). " + v.ifItDied() + "."),
      rule(
          "gap",
          v -> v.now().gap().level() != Situation.GapLevel.OK
              || v.now().gap().seconds().isEmpty(),
          Band.AT_RISK,
          v -> v.ifItDied() + ", more than the limit of "
              + Spans.of(v.now().gap().limit()) + "."),
      rule(
          "gap-old",
          v -> v.now().gap().atLeast(),
          Band.AT_RISK,
          v -> "The gap was not told anew: " + lower(v.ifItDied()) + ", perhaps more."),
      rule(
          "path-down",
          v -> v.peer().paths().stream().anyMatch(p -> !p.up()),
          Band.AT_RISK,
          v -> "One path is down (" + downPath(v) + "). " + v.ifItDied() + "."),
      rule(
          "service-unknown",
          v -> v.role(Role.PRIMARY)
              && v.now().services().stream().anyMatch(s -> s.state() != ServiceView.State.RUNNING),
          Band.AT_RISK,
          v -> "Not every service of " + v.me() + " is known to run. " + v.ifItDied() + "."),
      rule(
          "backup",
          v -> v.role(Role.PRIMARY)
              && v.now()
                  .backup()
                  .lastOutcome()
                  .filter(o -> o != Outcome.COMPLETE)
                  .isPresent(),
          Band.AT_RISK,
          v -> "The last backup was "
              + v.now().backup().lastOutcome().map(Outcome::word).orElse("") + ". " + v.ifItDied()
              + "."),
      rule(
          "parity",
          v -> v.now().parity().code() != 1,
          Band.AT_RISK,
          v -> (v.now().parity().code() == 2
                  ? "The units differ."
                  : "It is not known whether the units are alike.")
              + " " + v.ifItDied() + "."),
      rule(
          "halted-operation",
          v -> v.now()
              .operation()
              .filter(o -> o.result() == OperationView.Result.HALTED
                  || o.result() == OperationView.Result.RUNNING)
              .isPresent(),
          Band.AT_RISK,
          v -> "An operation is not finished. " + v.ifItDied() + "."),
      rule(
          "degraded",
          v -> v.now().readiness().verdict() != Situation.Verdict.PROMOTABLE,
          Band.AT_RISK,
          v -> sentence(firstReason(v)) + " " + v.ifItDied() + "."),
      rule(
          "maintenance",
          v -> v.maintenance().isPresent(),
          Band.AT_RISK,
          v -> "Maintenance holds notifications back until "
              + v.maintenance()
                  .map(m -> Spans.clock(m.until(), v.now().asOf(), v.zone()))
                  .orElse("")
              + ". "
              + v.ifItDied() + "."),
      rule("well", v -> true, Band.PROTECTED, v -> v.ifItDied() + "."));

  private static Rule rule(
      String name, Predicate<View> holds, Band band, Function<View, String> because) {
    return new Rule(name, holds, band, because);
  }

  /** Judges by the first row that holds; the last one always does. */
  public static Verdict judge(
      Situation now, Optional<Picture.Maintenance> maintenance, ZoneId zone) {
    View view = new View(now, maintenance, zone);
    for (Rule rule : TABLE) {
      if (rule.holds().test(view)) {
        return new Verdict(rule.band(), rule.because().apply(view));
      }
    }
    throw new IllegalStateException("the last row always holds");
  }

  private static String primaryFailed(View v) {
    Duration silent = v.peer().silent();
    String how = v.peer().reason() == PeerReason.SERVICES_FAILED
        ? v.peer().reason().sentence()
        : v.peer().reason().sentence() + " for " + Spans.of(silent);
    String head = v.other() + ": " + how + ". ";
    boolean can = v.now().readiness().verdict() != Situation.Verdict.NOT_PROMOTABLE;
    return can
        ? head + "Promoting " + v.me() + " loses " + v.everything() + "."
        : head + v.me() + " cannot be promoted: " + firstReason(v) + ".";
  }

  private static String halted(View v) {
    return v.now()
        .operation()
        .map(o -> "The operation " + o.verb() + " of " + v.me() + " is halted and needs a person"
            + (o.detail().isEmpty() ? "." : ": " + o.detail()))
        .orElse(v.me() + " is halted and needs a person.");
  }

  private static String closed(View v) {
    return v.now()
        .startup()
        .map(s -> s.sentence())
        .orElse(v.me() + " is closed: it may not serve until somebody opens it.");
  }

  private static String moving(View v) {
    String verb = v.role(Role.PROMOTING) ? " is being promoted" : " is standing down";
    return v.me()
        + verb
        + v.now()
            .operation()
            .map(Painter::stepText)
            .filter(t -> !t.isEmpty())
            .map(t -> ": " + t + ".")
            .orElse(".");
  }

  private static String failed(View v) {
    List<String> bad = v.now().services().stream()
        .filter(
            s -> s.state() == ServiceView.State.FAILED || s.state() == ServiceView.State.STOPPED)
        .map(s -> s.id() + " is " + s.state().word())
        .toList();
    return String.join(", ", bad);
  }

  private static String firstReason(View v) {
    List<Reason> reasons = v.now().readiness().reasons();
    return reasons.isEmpty() ? "no reason was given" : reasons.get(0).text();
  }

  private static String downPath(View v) {
    return String.join(
        ", ",
        v.peer().paths().stream()
            .filter(p -> !p.up())
            .map(PeerView.Path::address)
            .toList());
  }

  private static String lower(String sentence) {
    return "i" + sentence.substring(1);
  }

  private static String sentence(String reason) {
    return reason.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + reason.substring(1) + ".";
  }
}
