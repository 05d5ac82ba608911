package dev.bcs.status;

import dev.bcs.continuity.Situation;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Alarms that each unit raises of itself, from its own facts. */
final class OwnAlarmRules {
  private static final Duration SOON = Duration.ofDays(30);
  private static final Duration VERY_SOON = Duration.ofDays(7);

  private OwnAlarmRules() {}

  static Finding storage(String unit, Facts facts) {
    if (facts.volumes().isEmpty()) {
      return Finding.unknown();
    }
    Severity worst = Severity.CLEARED;
    List<String> named = new ArrayList<>();
    for (Facts.Volume volume : facts.volumes()) {
      Severity severity = AlarmRules.lowness(volume);
      if (severity != Severity.CLEARED) {
        named.add(
            volume.free() < 0
                ? volume.path() + " cannot be asked for its space"
                : volume.path() + " has " + Spans.bytes(volume.free()) + " of "
                    + Spans.bytes(volume.size()) + " free");
      }
      worst = severity.rank() > worst.rank() ? severity : worst;
    }
    return named.isEmpty()
        ? Finding.gone(unit, "there is space enough")
        : Finding.holds(worst, unit, String.join("; ", named));
  }

  static Finding credentials(Situation now, Facts facts) {
    if (facts.credentials().isEmpty()) {
      return Finding.unknown();
    }
    Severity worst = Severity.CLEARED;
    List<String> named = new ArrayList<>();
    for (Facts.Credential credential : facts.credentials()) {
      Duration left = Duration.between(now.asOf(), credential.ends());
      Severity severity = left.isNegative()
          ? Severity.CRITICAL
          : left.compareTo(VERY_SOON) < 0
              ? Severity.MAJOR
              : left.compareTo(SOON) < 0 ? Severity.MINOR : Severity.CLEARED;
      if (severity != Severity.CLEARED) {
        named.add(credential.name()
            + (left.isNegative() ? " ended on " : " ends on ")
            + credential.ends().atZone(ZoneOffset.UTC).toLocalDate());
      }
      worst = severity.rank() > worst.rank() ? severity : worst;
    }
    return named.isEmpty()
        ? Finding.gone(now.unit(), "nothing ends within " + Spans.of(SOON))
        : Finding.holds(worst, now.unit(), String.join("; ", named));
  }

  static Finding attempts(String unit, Facts facts) {
    List<String> named = facts.attempts().stream()
        .filter(a -> a.count() >= AlarmRules.ATTEMPTS)
        .map(a -> a.count() + " failed sign-ins from " + a.from())
        .toList();
    return named.isEmpty()
        ? Finding.gone(unit, "no address fails to sign in over and over")
        : Finding.holds(Severity.MAJOR, unit, String.join("; ", named));
  }

  static Finding flapping(String unit, Facts facts) {
    if (facts.flapping().isEmpty()) {
      return Finding.gone(unit, "no alarm comes and goes");
    }
    List<String> named = facts.flapping().stream().map(AlarmKind::word).toList();
    return Finding.holds(
        Severity.WARNING, named.get(0), String.join(", ", named) + " comes and goes");
  }

  static Finding maintenance(Situation now, Facts facts) {
    if (facts.maintenance().isEmpty()) {
      return Finding.gone(now.unit(), "notifications are sent again");
    }
    Picture.Maintenance on = facts.maintenance().get();
    return Finding.holds(
        Severity.WARNING,
        now.unit(),
        "maintenance for " + Spans.of(Duration.between(now.asOf(), on.until())) + " more: "
            + on.reason() + " (" + on.actor() + "); backups, beats and promotion go on");
  }
}
