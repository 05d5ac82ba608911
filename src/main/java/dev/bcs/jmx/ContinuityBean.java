package dev.bcs.jmx;

import dev.bcs.status.Actor;
import dev.bcs.status.Board;
import dev.bcs.status.Event;
import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import dev.bcs.status.Refused;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.StandardEmitterMBean;
import org.jspecify.annotations.Nullable;

/** The bean {@code dev.bcs:type=Continuity}: reads the newest picture, hands orders to the desk. */
final class ContinuityBean extends StandardEmitterMBean implements ContinuityMXBean {
  static final String NOTIFICATION = "dev.bcs.event";
  /** What JConsole writes into a field of type String. */
  private static final String FILLING = "String";

  private static final int LONGEST_ARGUMENT = 2000;

  private final Board board;
  private final Operations operations;

  ContinuityBean(Board board, Operations operations) {
    super(
        ContinuityMXBean.class,
        true,
        new NotificationBroadcasterSupport(new MBeanNotificationInfo(
            new String[] {NOTIFICATION},
            Notification.class.getName(),
            "each event of the event log; user data holds its parts as strings")));
    this.board = board;
    this.operations = operations;
  }

  /** An order that the desk may refuse. */
  @FunctionalInterface
  private interface Deed {
    Operations.Accepted run(Actor actor) throws Refused;
  }

  /** Tells of one event; called on the history's own thread. */
  void tell(Event event) {
    Notification notification = new Notification(
        NOTIFICATION, getUnit(), event.seq(), event.time().toEpochMilli(), event.text());
    Map<String, String> parts = new HashMap<>();
    parts.put("seq", Long.toString(event.seq()));
    parts.put("kind", event.kind());
    parts.put("key", event.key());
    parts.put("severity", event.severity().word());
    parts.put("subject", event.subject());
    parts.put("actor", event.actor());
    parts.put("details", String.join("\n", event.details()));
    notification.setUserData(parts);
    sendNotification(notification);
  }

  private Picture now() {
    return board.picture();
  }

  @Override
  public String getPair() {
    return now().pair();
  }

  @Override
  public String getUnit() {
    return now().unit();
  }

  @Override
  public String getVersion() {
    return now().version();
  }

  @Override
  public String getAsOf() {
    return Views.time(now().asOf(), now().zone());
  }

  @Override
  public String getBand() {
    return now().band().text();
  }

  @Override
  public String getBecause() {
    return now().because();
  }

  @Override
  public String getRole() {
    return now().role().text();
  }

  @Override
  public long getEpoch() {
    return now().epoch();
  }

  @Override
  public String getPeerName() {
    return now().peer().name();
  }

  @Override
  public String getPeerState() {
    return now().peer().state().text();
  }

  @Override
  public String getPeerReason() {
    return now().peer().reason().text();
  }

  @Override
  public long getDataGapSeconds() {
    Long seconds = now().gap().seconds();
    return seconds == null ? Long.MAX_VALUE : seconds;
  }

  @Override
  public boolean isDataGapKnown() {
    return now().gap().seconds() != null;
  }

  @Override
  public int getGapPercent() {
    return now().gap().percent();
  }

  @Override
  public String getGapLevel() {
    return now().gap().level().text();
  }

  @Override
  public String getReadiness() {
    return now().readiness().verdict().text();
  }

  @Override
  public String[] getReadinessReasons() {
    return Views.texts(now().readiness().reasons());
  }

  @Override
  public String[] getRefusals() {
    return Views.texts(now().readiness().refusals());
  }

  @Override
  public Views.@Nullable Forecast getLossForecast() {
    Picture.Forecast forecast = now().forecast();
    return forecast == null ? null : Views.Forecast.of(forecast, now().zone());
  }

  @Override
  public Views.Backup getLastBackup() {
    return Views.Backup.of(now().backup(), now().zone());
  }

  @Override
  public String getNextBackup() {
    return Views.time(now().backup().next(), now().zone());
  }

  @Override
  public Views.Parity getParity() {
    return Views.Parity.of(now().parity());
  }

  @Override
  public Views.@Nullable Operation getOperation() {
    Picture.Operation operation = now().operation();
    return operation == null ? null : Views.Operation.of(operation, now().zone());
  }

  @Override
  public Views.Alarm[] getAlarms() {
    String zone = now().zone();
    return now().alarms().stream().map(a -> Views.Alarm.of(a, zone)).toArray(Views.Alarm[]::new);
  }

  @Override
  public String getMaintenance() {
    Picture.Maintenance on = now().maintenance();
    return on == null
        ? ""
        : "until " + Views.time(on.until(), now().zone()) + ": " + on.reason() + " (" + on.actor()
            + ")";
  }

  @Override
  public Views.Check check() {
    caller("check");
    return Views.Check.of(operations.check());
  }

  @Override
  public String promote(
      String unitName, String reason, String fence, String overrides, String token) {
    return order(
        "promote",
        List.of(unitName, reason, fence, overrides, token),
        actor -> operations.promote(
            new Operations.PromoteOrder(
                unitName.strip(), reason, fence.strip(), 0, words(overrides), number(token)),
            actor));
  }

  @Override
  public String switchover(String unitName, String reason, String token) {
    return order("switchover", List.of(unitName, reason, token), actor -> {
      String why = "a switchover cannot be ordered in this version\n"
          + "hint: stop the primary in an orderly way and promote the spare";
      operations.recordDenied("switchover", why, actor);
      throw new UnsupportedOperationException(why);
    });
  }

  @Override
  public String open(String unitName, String reason, String overrides, String token) {
    return order(
        "open",
        List.of(unitName, reason, overrides, token),
        actor -> operations.open(
            new Operations.OpenOrder(unitName.strip(), reason, words(overrides), number(token)),
            actor));
  }

  @Override
  public String backupNow(String reason) {
    return order("backup", List.of(reason), actor -> operations.backupNow(reason, actor));
  }

  @Override
  public String resume(String token) {
    return order(
        "resume",
        List.of(token),
        actor -> operations.resume(number(token), "resumed over JMX", actor));
  }

  @Override
  public String rollback(String token) {
    return order(
        "rollback",
        List.of(token),
        actor -> operations.rollback(number(token), "rolled back over JMX", actor));
  }

  @Override
  public String maintenance(String minutes, String reason) {
    return order(
        "maintenance",
        List.of(minutes, reason),
        actor -> operations.maintenance(Duration.ofMinutes(number(minutes)), reason, actor));
  }

  private String order(String verb, List<String> arguments, Deed deed) {
    Caller caller = caller(verb);
    for (String argument : arguments) {
      String wrong = argument.strip().equals(FILLING)
          ? "a field still holds \"String\", which JConsole writes into it by itself"
              + "\nhint: fill in every field; clear those that you do not need"
          : argument.length() > LONGEST_ARGUMENT ? "a field is too long" : "";
      if (!wrong.isEmpty()) {
        operations.recordDenied(verb, wrong, caller.actor());
        throw new IllegalArgumentException(wrong);
      }
    }
    try {
      return deed.run(caller.actor()).operation();
    } catch (Refused e) {
      throw new IllegalStateException(e.getMessage());
    }
  }

  /** Nobody acts without having signed in over the port as an operator. */
  private Caller caller(String verb) {
    Caller caller = Caller.now();
    if (caller == null) {
      String why = "operations need a user who signed in over the JMX port; a local attach has none"
          + "\nhint: connect to the port in [jmx] with name and password of an operator";
      operations.recordDenied(verb, why, new Actor("unknown", Actor.Door.JMX, "local attach"));
      throw new SecurityException(why);
    }
    if (!caller.operator()) {
      String why = caller.user() + " is a viewer and may only read"
          + "\nhint: an operator is made with: bcs user add NAME --role operator";
      operations.recordDenied(verb, why, caller.actor());
      throw new SecurityException(why);
    }
    return caller;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("[\\s,]+"))
        .filter(w -> !w.isEmpty())
        .toList();
  }

  /** A token that is no number is as wrong as a stale one, but can be told apart. */
  private static long number(String text) {
    try {
      long number = Long.parseUnsignedLong(text.strip());
      if (number >= 0 && number <= 0xffff_ffffL) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a number\nhint: the token is told by check()", e);
    }
    throw new IllegalArgumentException("\"" + text + "\" is out of range");
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return "The pair of units: what is known, and the orders that an operator may give.";
  }

  @Override
  protected String getDescription(MBeanAttributeInfo info) {
    return Descriptions.attribute(info.getName());
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    return Descriptions.operation(info.getName());
  }

  @Override
  protected String getParameterName(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return Descriptions.parameter(info.getName(), sequence);
  }

  @Override
  protected String getDescription(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return Descriptions.hint(Descriptions.parameter(info.getName(), sequence));
  }

  @Override
  protected int getImpact(MBeanOperationInfo info) {
    return info.getName().equals("check") ? MBeanOperationInfo.INFO : MBeanOperationInfo.ACTION;
  }
}
