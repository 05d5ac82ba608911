package dev.bcs.status;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The eighteen kinds of alarm; codes are frozen, odd raises and the next even number clears.
 *
 * <p>{@link Speaker} says which unit raises it, so that one cause is told once. Where each unit
 * speaks of itself the unit's name is the instance in the key, where one speaks for the pair the
 * key has none and is equal whichever unit speaks.
 */
public enum AlarmKind {
  PRIMARY_FAILED(
      1,
      "primary-recovered",
      Severity.CRITICAL,
      Speaker.SECONDARY,
      "look at the failed unit, disconnect it, then promote this one: bcs promote --reason ..."),
  SPARE_LOST(
      3,
      "spare-restored",
      Severity.MAJOR,
      Speaker.PRIMARY,
      "bring the spare back, or pair a new one; until then a failure here is an outage"),
  GAP_EXCEEDED(
      5,
      "gap-within-limit",
      Severity.MINOR,
      Speaker.SECONDARY,
      "see why backups do not arrive: bcs status, bcs generations, then bcs backup"),
  NOT_PROMOTABLE(
      7,
      "promotable",
      Severity.MAJOR,
      Speaker.SECONDARY,
      "remove the reasons that are named; bcs promote --dry-run lists them again"),
  BACKUP_FAILING(
      9,
      "backup-good",
      Severity.MAJOR,
      Speaker.PRIMARY,
      "mend what is named, then run bcs backup and wait until it says verified"),
  PATH_DOWN(
      11,
      "path-up",
      Severity.MINOR,
      Speaker.EACH,
      "check cable, switch and address of the path; the pair has one way less to talk"),
  SERVICE_FAILED(
      13,
      "service-running",
      Severity.MAJOR,
      Speaker.EACH,
      "look at the service's own log on this unit; promote the spare if it does not come back"),
  PARITY_LOST(
      15,
      "parity-restored",
      Severity.MINOR,
      Speaker.PRIMARY,
      "bring both units to the same model, parts and software level"),
  ROLE_CONFLICT(
      17,
      "role-conflict-ended",
      Severity.CRITICAL,
      Speaker.BOTH,
      "both units say that they serve: stop the services of the one with the lower epoch now"),
  OPERATION_HALTED(
      19,
      "operation-ended",
      Severity.CRITICAL,
      Speaker.EACH,
      "read bcs operation, mend the step that failed, then bcs operation resume or rollback"),
  UNIT_CLOSED(
      21,
      "unit-opened",
      Severity.CRITICAL,
      Speaker.EACH,
      "make sure that the other unit does not serve, then bcs open --reason ..., or recover it"),
  DRILL_STALE(
      23,
      "drill-fresh",
      Severity.WARNING,
      Speaker.SECONDARY,
      "run bcs drill, so that the restore is proved"),
  CLOCK_SKEWED(
      25,
      "clock-right",
      Severity.WARNING,
      Speaker.SECONDARY,
      "set the clocks of both units by one time server"),
  CREDENTIAL_EXPIRING(
      27,
      "credential-renewed",
      Severity.MINOR,
      Speaker.EACH,
      "renew what is named before it ends; pair again if a key"),
  STORAGE_LOW(
      29,
      "storage-enough",
      Severity.MAJOR,
      Speaker.EACH,
      "free space on the file system that is named, or keep fewer generations"),
  ACCESS_ATTACKED(
      31,
      "access-quiet",
      Severity.MAJOR,
      Speaker.EACH,
      "see bcs events for the addresses that tried, and close the door to them"),
  FLAPPING(
      33,
      "steady",
      Severity.WARNING,
      Speaker.EACH,
      "an alarm comes and goes: find its cause; it stays raised until it is quiet"),
  MAINTENANCE_ON(
      35,
      "maintenance-off",
      Severity.WARNING,
      Speaker.EACH,
      "notifications are held back; it ends by itself, or by bcs maintenance off");

  /** Which unit raises an alarm. */
  public enum Speaker {
    /** The secondary, for the pair. */
    SECONDARY,
    /** The primary, for the pair. */
    PRIMARY,
    /** Each unit of itself, with its name as the instance. */
    EACH,
    /** Both, of the same thing, with one key. */
    BOTH
  }

  private final int code;
  private final String clearWord;
  private final Severity severity;
  private final Speaker speaker;
  private final String advice;

  AlarmKind(int code, String clearWord, Severity severity, Speaker speaker, String advice) {
    this.code = code;
    this.clearWord = clearWord;
    this.severity = severity;
    this.speaker = speaker;
    this.advice = advice;
  }

  /** Last sub-identifier of the raising notification, and index of the alarm's row. */
  public int code() {
    return code;
  }

  /** Last sub-identifier of the clearing notification. */
  public int clearCode() {
    return code + 1;
  }

  /** The same word in log, page, MIB and mail. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Name of the clearing notification, as the kind of its event. */
  public String clearWord() {
    return clearWord;
  }

  /** How bad it is unless its rule knows better. */
  public Severity severity() {
    return severity;
  }

  public Speaker speaker() {
    return speaker;
  }

  /** What a person should do next. */
  public String advice() {
    return advice;
  }

  /** The correlation key, equal in raise and clear. */
  public String key(String pair, String unit) {
    return pair + "/" + word() + (speaker == Speaker.EACH ? "/" + unit : "");
  }

  public static Optional<AlarmKind> ofWord(String word) {
    return Arrays.stream(values()).filter(k -> k.word().equals(word)).findFirst();
  }

  public static Optional<AlarmKind> ofCode(int code) {
    return Arrays.stream(values()).filter(k -> k.code == code).findFirst();
  }
}
