package dev.bcs.jmx;

import org.jspecify.annotations.Nullable;

/**
 * The pair as JMX shows it; words, codes and units are those of every other window.
 *
 * <p>Times are ISO 8601 with offset, empty if there is none. Operations return the operation's id
 * at once, throw exceptions of the JDK only, and take strings only, because JConsole fills in other
 * types by itself.
 */
public interface ContinuityMXBean {
  String getPair();

  String getUnit();

  String getVersion();

  String getAsOf();

  String getBand();

  String getBecause();

  String getRole();

  long getEpoch();

  String getPeerName();

  String getPeerState();

  String getPeerReason();

  /** Seconds, or {@link Long#MAX_VALUE} if no generation was ever verified, or it is not known. */
  long getDataGapSeconds();

  boolean isDataGapKnown();

  int getGapPercent();

  String getGapLevel();

  String getReadiness();

  String[] getReadinessReasons();

  String[] getRefusals();

  Views.@Nullable Forecast getLossForecast();

  Views.Backup getLastBackup();

  String getNextBackup();

  Views.Parity getParity();

  Views.@Nullable Operation getOperation();

  Views.Alarm[] getAlarms();

  String getMaintenance();

  Views.Check check();

  String promote(String unitName, String reason, String fence, String overrides, String token);

  String switchover(String unitName, String reason, String token);

  String open(String unitName, String reason, String overrides, String token);

  String backupNow(String reason);

  String resume(String token);

  String rollback(String token);

  String maintenance(String minutes, String reason);
}
