package dev.bcs.snmp;

import dev.bcs.time.Clocks;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.snmp4j.event.AuthenticationFailureEvent;
import org.snmp4j.event.AuthenticationFailureListener;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Address;

/** Records who was turned away by a wrong name or key, at most once in ten seconds. */
final class Denials implements AuthenticationFailureListener {
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final Clocks clocks;
  private final BiConsumer<String, String> record;
  private long lastTicks;
  private boolean any;
  private int unrecorded;

  /** {@code record} takes why and from where. */
  Denials(Clocks clocks, BiConsumer<String, String> record) {
    this.clocks = clocks;
    this.record = record;
    this.lastTicks = clocks.ticks();
  }

  @Override
  public <A extends Address> void authenticationFailure(AuthenticationFailureEvent<A> event) {
    String why = switch (event.getError()) {
      case SnmpConstants.SNMPv3_USM_UNKNOWN_SECURITY_NAME -> "no such user";
      case SnmpConstants.SNMPv3_USM_AUTHENTICATION_ERROR,
          SnmpConstants.SNMPv3_USM_AUTHENTICATION_FAILURE,
          SnmpConstants.SNMPv3_USM_DECRYPTION_ERROR -> "wrong password";
      default -> "";
    };
    if (!why.isEmpty()) {
      denied(why, Agent.from(event.getAddress()));
    }
  }

  private synchronized void denied(String why, String from) {
    if (any && clocks.since(lastTicks).compareTo(QUIET) < 0) {
      unrecorded++;
      return;
    }
    String more = unrecorded == 0 ? "" : ", and " + unrecorded + " more since the last record";
    any = true;
    lastTicks = clocks.ticks();
    unrecorded = 0;
    record.accept("not-permitted: " + why + more, from);
  }
}
