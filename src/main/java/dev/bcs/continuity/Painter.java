package dev.bcs.continuity;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.Situation.Verdict;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.staging.Held;
import dev.bcs.store.Dataset;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.ServiceView;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Puts together what this unit knows of the pair at one moment; changes nothing. */
final class Painter {
  private static final Set<String> SPARE_CANNOT = Set.of(
      Codes.NOT_SECONDARY,
      Codes.UNPAIRED,
      Codes.OPERATION_RUNNING,
      Codes.SLOT_IN_DOUBT,
      Codes.FILES_OPEN);

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Desk desk;
  private final Gaps gaps;
  private final Orders orders;
  private final Opening opening;

  Painter(Desk desk, Gaps gaps, Orders orders, Opening opening) {
    this.desk = desk;
    this.gaps = gaps;
    this.orders = orders;
    this.opening = opening;
  }

  Situation paint() {
    Clocks clocks = desk.rooms.clocks();
    Instant now = clocks.now();
    long ticks = clocks.ticks();
    PeerView peer = desk.rooms.watch().view();
    Told told = gaps.told();
    Situation.Parity parity = desk.rooms.conditions().parity();
    String peerName = told.unit();
    Role role = desk.role();
    boolean spare = role == Role.SECONDARY;
    List<Reason> refusals = plainRefusals();
    Situation.Gap gap = spare ? gapHere(refusals) : gapThere(peer, told, ticks);
    Situation.Readiness readiness =
        spare ? readyHere(gap, peer, parity, told, refusals) : readyThere(peer, told, refusals);
    BackupView runs = desk.rooms.backups().view();
    BackupView backup = role == Role.PRIMARY ? runs : backupThere(told, ticks, peer, now);
    return new Situation(
        now,
        ticks,
        desk.settings.unit().pair(),
        desk.settings.unit().name(),
        peerName,
        role,
        desk.epoch(),
        peer,
        gap,
        readiness,
        role == Role.PRIMARY ? runs.forecast() : told.forecast(),
        parity,
        backup,
        datasets(gap, runs),
        services(),
        desk.operation().map(op -> op.view(now)),
        opening.startup(),
        told.page());
  }

  List<Reason> plainRefusals() {
    PromotionRules.Facts facts = orders.promotionFacts();
    return PromotionRules.refusals(facts, PromotionRules.plainFence(facts), 0);
  }

  private List<ServiceView> services() {
    return desk.rooms.appliance().views();
  }

  private Situation.Gap gapHere(List<Reason> refusals) {
    boolean able = refusals.stream().noneMatch(r -> SPARE_CANNOT.contains(r.code()));
    Optional<Held> held = desk.rooms.stage().ready();
    boolean whole = held.isPresent()
        && desk.settings.datasets().stream().allMatch(d -> held.get().sizes().containsKey(d.id()));
    OptionalLong seconds = whole
        ? OptionalLong.of(gaps.gap().map(Duration::toSeconds).orElse(0L))
        : OptionalLong.empty();
    return new Situation.Gap(
        seconds,
        false,
        GapRules.level(seconds, desk.settings.gapLimit(), able),
        desk.settings.gapLimit(),
        held.map(h -> h.ticket().wall()),
        gaps.atFailure(),
        held.map(h -> h.generation().number()).orElse(0L));
  }

  /** The gap as the spare told it, plus the time since; unprotected where there is no spare. */
  private Situation.Gap gapThere(PeerView peer, Told told, long ticks) {
    boolean fresh = peer.state() == PeerState.UP;
    boolean protects = fresh
        && desk.role() == Role.PRIMARY
        && peer.role() == Role.SECONDARY
        && told.readiness()
            .filter(r -> r.codes().stream().noneMatch(SPARE_CANNOT::contains))
            .isPresent();
    Optional<Told.Gap> said = desk.role() == Role.PRIMARY && peer.role() == Role.SECONDARY
        ? told.gap()
        : Optional.empty();
    long since =
        peer.payload().length == 0 ? 0 : Duration.ofNanos(ticks - peer.since()).toSeconds();
    OptionalLong seconds = said.map(Told.Gap::seconds).orElse(OptionalLong.empty());
    OptionalLong now = seconds.isPresent() ? OptionalLong.of(seconds.getAsLong() + since) : seconds;
    return new Situation.Gap(
        now,
        now.isPresent() && !fresh,
        GapRules.level(now, desk.settings.gapLimit(), protects),
        desk.settings.gapLimit(),
        said.filter(g -> g.seconds().isPresent()).map(Told.Gap::since),
        OptionalLong.empty(),
        said.map(Told.Gap::generation).orElse(0L));
  }

  private Situation.Readiness readyHere(
      Situation.Gap gap, PeerView peer, Situation.Parity parity, Told told, List<Reason> refusals) {
    List<Reason> others = new ArrayList<>(desk.rooms.conditions().reasons());
    desk.rooms
        .stage()
        .notes()
        .forEach(note -> others.add(new Reason(Codes.OWNERSHIP_NOT_APPLIED, note)));
    String failing = told.backup()
        .filter(b -> b.failuresInARow() > 0 || b.outcome() == Outcome.FAILED.code())
        .map(b -> b.failuresInARow() + " backup runs in a row were not complete")
        .orElse("");
    List<String> down =
        peer.paths().stream().filter(p -> !p.up()).map(PeerView.Path::address).toList();
    ReadinessRules.Ready ready = ReadinessRules.judge(new ReadinessRules.Facts(
        refusals,
        GapRules.level(gap.seconds(), gap.limit(), true),
        down,
        parity,
        failing,
        peer.state(),
        others));
    return new Situation.Readiness(
        ready.verdict(),
        ready.reasons(),
        Optional.of(recovery()),
        refusals,
        preview(gap, told),
        desk.token());
  }

  private Situation.Readiness readyThere(PeerView peer, Told told, List<Reason> refusals) {
    String unit = desk.settings.unit().name();
    boolean heard = peer.state() == PeerState.UP || peer.state() == PeerState.SUSPECT;
    boolean isSpare = desk.role() == Role.PRIMARY && heard && peer.role() == Role.SECONDARY;
    if (!isSpare || told.readiness().isEmpty()) {
      String why = heard
          ? "the peer is " + peer.role().word() + " and told no readiness"
          : "the peer is " + peer.state().word() + ": " + peer.reason().sentence();
      return new Situation.Readiness(
          Verdict.NOT_PROMOTABLE,
          List.of(new Reason(Codes.NO_SPARE, why)),
          Optional.empty(),
          refusals,
          unit + " is " + desk.role().word() + ": nothing to promote here",
          desk.token());
    }
    Told.Ready ready = told.readiness().get();
    List<Reason> reasons = ready.codes().stream()
        .map(code -> new Reason(code, "as " + told.unit() + " says"))
        .toList();
    return new Situation.Readiness(
        ready.verdict(),
        reasons,
        ready.expectedRecovery(),
        refusals,
        unit + " serves; the spare " + told.unit() + " is " + ready.verdict().word(),
        desk.token());
  }

  /** As measured, or else the sum of what its services may take. */
  private Duration recovery() {
    return desk.measured().orElseGet(this::allowed);
  }

  private Duration allowed() {
    return desk.rooms.appliance().services().stream()
        .map(Appliance.Service::limit)
        .reduce(desk.settings.look(), Duration::plus);
  }

  private String preview(Situation.Gap gap, Told told) {
    StringBuilder text = new StringBuilder("promote " + desk.settings.unit().name());
    if (gap.generation() == 0) {
      text.append(": no verified generation lies ready");
    } else {
      text.append(": generation ").append(gap.generation());
      gap.since()
          .ifPresent(s -> text.append(" of ")
              .append(CLOCK.format(s.atZone(desk.rooms.clocks().zone()))));
    }
    text.append(", start ").append(desk.rooms.appliance().services().size()).append(" services; ");
    String how = desk.measured().isPresent() ? "as measured last" : "at most, by their checks";
    text.append(recovery().toSeconds()).append(" s ").append(how);
    told.forecast().ifPresent(f -> text.append("; would lose ").append(losses(f)));
    return text.toString();
  }

  static String losses(BackupView.Forecast forecast) {
    List<String> said = new ArrayList<>();
    for (BackupView.Loss loss : forecast.losses()) {
      if (loss.files() > 0 || loss.bytes() > 0) {
        said.add(loss.files() + " " + loss.kind() + " (" + loss.bytes() + " B)");
      }
    }
    return said.isEmpty() ? "nothing that is known" : String.join(", ", said);
  }

  /** Sizes as they lie in the slot here, or as they were acknowledged to this primary. */
  private List<Situation.DatasetView> datasets(Situation.Gap gap, BackupView runs) {
    Optional<Held> held = desk.rooms.stage().ready();
    boolean spare = desk.role() == Role.SECONDARY;
    List<Situation.DatasetView> views = new ArrayList<>();
    for (Dataset dataset : desk.settings.datasets()) {
      Optional<BackupView.Size> size = spare
          ? held.map(h -> h.sizes().get(dataset.id()))
              .filter(Objects::nonNull)
              .map(s -> new BackupView.Size(s.files(), s.bytes()))
          : Optional.ofNullable(runs.sizes().get(dataset.id()));
      OptionalLong seconds = !spare
          ? gap.seconds()
          : size.isPresent()
              ? OptionalLong.of(gaps.gap().map(Duration::toSeconds).orElse(0L))
              : OptionalLong.empty();
      views.add(new Situation.DatasetView(
          dataset.id(),
          dataset.kind(),
          dataset.type(),
          seconds,
          size.map(BackupView.Size::files).orElse(0L),
          size.map(BackupView.Size::bytes).orElse(0L)));
    }
    return views;
  }

  /** Backup runs as the primary told them. */
  private static BackupView backupThere(Told told, long ticks, PeerView peer, Instant now) {
    Optional<Told.Backup> said = told.backup();
    long since = peer.payload().length == 0 ? 0 : Math.max(0, ticks - peer.since());
    Optional<Outcome> outcome = Optional.empty();
    for (Outcome one : Outcome.values()) {
      if (said.isPresent() && said.get().outcome() == one.code()) {
        outcome = Optional.of(one);
      }
    }
    Optional<Instant> end =
        outcome.isEmpty() ? Optional.empty() : said.map(b -> now.minus(b.age()).minusNanos(since));
    return new BackupView(
        said.flatMap(b -> end.map(e -> e.minus(b.took()))),
        end,
        outcome,
        said.isPresent() ? "as " + told.unit() + " told" : "",
        said.map(Told.Backup::failuresInARow).orElse(0),
        0,
        Optional.empty(),
        said.map(Told.Backup::acknowledged).orElse(0L),
        said.map(Told.Backup::bytesSent).orElse(0L),
        said.filter(b -> peer.state() == PeerState.UP)
            .flatMap(Told.Backup::nextIn)
            .map(in -> now.plus(in).minusNanos(since)),
        Optional.empty(),
        said.map(Told.Backup::took).orElse(Duration.ZERO),
        told.forecast(),
        List.of(),
        Map.of(),
        "");
  }

  /** What goes into this unit's next beats. */
  Told tell(Situation s) {
    boolean primary = s.role() == Role.PRIMARY;
    boolean spare = s.role() == Role.SECONDARY;
    BackupView b = s.backup();
    List<String> codes =
        s.readiness().reasons().stream().map(Reason::code).distinct().toList();
    return new Told(
        desk.start(),
        s.unit(),
        desk.settings.page(),
        s.services().stream().map(v -> new Told.Service(v.id(), v.state())).toList(),
        primary
            ? Optional.of(new Told.Backup(
                b.lastOutcome().map(Outcome::code).orElse(0),
                b.lastEnd().map(e -> positive(Duration.between(e, s.asOf()))).orElse(Duration.ZERO),
                b.failuresInARow(),
                b.acknowledged(),
                b.lastTook(),
                b.bytesSent(),
                b.next().map(n -> positive(Duration.between(s.asOf(), n)))))
            : Optional.empty(),
        spare
            ? Optional.of(new Told.Gap(
                s.gap().seconds(),
                s.gap().since().orElse(Instant.EPOCH),
                s.gap().generation()))
            : Optional.empty(),
        spare
            ? Optional.of(
                new Told.Ready(s.readiness().verdict(), codes, s.readiness().expectedRecovery()))
            : Optional.empty(),
        primary ? s.forecast() : Optional.empty());
  }

  private static Duration positive(Duration age) {
    return age.isNegative() ? Duration.ZERO : age;
  }
}
