package dev.bcs.jmx;

import java.util.List;
import java.util.Map;

/** What JConsole shows beside attributes, operations and their fields. */
final class Descriptions {
  private static final Map<String, String> ATTRIBUTES = Map.ofEntries(
      Map.entry("Band", "the word that can be read at five metres"),
      Map.entry("Because", "why, in one sentence"),
      Map.entry("Role", "what this unit is in the pair"),
      Map.entry("Epoch", "number of the current assignment of roles"),
      Map.entry("PeerState", "unknown, up, suspect or down"),
      Map.entry(
          "DataGapSeconds",
          "age of the newest verified generation; 9223372036854775807 when never or not known"),
      Map.entry("DataGapKnown", "whether there is a number at all"),
      Map.entry("GapPercent", "the gap as a part of its limit; 9999 when never"),
      Map.entry("GapLevel", "ok, exceeded, severe, critical, never or unprotected"),
      Map.entry("Readiness", "promotable, degraded or not-promotable"),
      Map.entry("ReadinessReasons", "what stands against promotable"),
      Map.entry("Refusals", "what refuses a promotion now, as code: sentence"),
      Map.entry("LossForecast", "what a promotion now would lose; null if it is not known"),
      Map.entry("LastBackup", "the last backup run"),
      Map.entry("NextBackup", "when the next run is due"),
      Map.entry("Parity", "whether both units are alike"),
      Map.entry("Operation", "the running, halted or last operation"),
      Map.entry("Alarms", "every kind of alarm, cleared ones too"),
      Map.entry("Maintenance", "until when notifications are held back, and why"));

  private static final Map<String, String> OPERATIONS = Map.of(
      "check", "what a promotion of this unit would do, what refuses it, and the token",
      "promote", "makes this unit the primary; disconnect the failed unit first",
      "switchover", "exchanges the roles without loss",
      "open", "lets a closed unit serve",
      "backupNow", "starts a backup run, or joins the running one",
      "resume", "goes on with a halted operation",
      "rollback", "takes a halted operation back as far as policy allows",
      "maintenance", "holds notifications back for so many minutes; 0 ends it");

  private static final Map<String, List<String>> PARAMETERS = Map.of(
      "promote", List.of("unitName", "reason", "fence", "overrides", "token"),
      "switchover", List.of("unitName", "reason", "token"),
      "open", List.of("unitName", "reason", "overrides", "token"),
      "backupNow", List.of("reason"),
      "resume", List.of("token"),
      "rollback", List.of("token"),
      "maintenance", List.of("minutes", "reason"));

  private static final Map<String, String> HINTS = Map.of(
      "unitName", "name of this unit, typed out",
      "reason", "who and why, eight characters or more",
      "fence", "not-attested, unplugged, powered-off, isolated, command or by-peer",
      "overrides", "exactly the refusal codes to waive, by spaces; clear it if none",
      "token", "the number that check() tells; new after each start, refusal and restart",
      "minutes", "how long, in minutes; 0 ends it");

  private Descriptions() {}

  static String attribute(String name) {
    return ATTRIBUTES.getOrDefault(name, name);
  }

  static String operation(String name) {
    return OPERATIONS.getOrDefault(name, name);
  }

  static String parameter(String operation, int sequence) {
    List<String> names = PARAMETERS.getOrDefault(operation, List.of());
    return sequence < names.size() ? names.get(sequence) : "p" + (sequence + 1);
  }

  static String hint(String parameter) {
    return HINTS.getOrDefault(parameter, parameter);
  }
}
