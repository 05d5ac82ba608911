package dev.bcs.snmp;

/** What can be ordered by SET, each begun by writing the token to an object of its own. */
enum OrderKind {
  PROMOTE("bcsPromoteGo", "promote"),
  BACKUP("bcsControlBackupNow", "backup"),
  OPEN("bcsControlOpen", "open"),
  RESUME("bcsControlResume", "resume"),
  ROLLBACK("bcsControlRollback", "rollback"),
  MAINTENANCE("bcsControlMaintenance", "maintenance"),
  SWITCHOVER("bcsControlSwitchover", "switchover"),
  ACKNOWLEDGE("bcsControlAcknowledge", "acknowledge");

  private final String go;
  private final String verb;

  OrderKind(String go, String verb) {
    this.go = go;
    this.verb = verb;
  }

  /** The object that begins it. */
  String go() {
    return go;
  }

  String verb() {
    return verb;
  }

  /** bcsPromote or bcsControl: whose unit, reason and overrides it takes. */
  String group() {
    return this == PROMOTE ? "bcsPromote" : "bcsControl";
  }

  /** The object that a refusal names, as {@code Refused.object()} calls it. */
  String object(String part) {
    return switch (part) {
      case "unit" -> group() + "Unit";
      case "reason" -> group() + "Reason";
      case "fence" -> "bcsPromoteFence";
      case "generation" -> "bcsPromoteGeneration";
      case "overrides" -> group() + "Overrides";
      case "alarm" -> "bcsControlAlarm";
      case "minutes" -> "bcsControlMinutes";
      default -> go;
    };
  }
}
