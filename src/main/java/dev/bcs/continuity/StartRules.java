package dev.bcs.continuity;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may serve after a start (design: adopt, peer answers, stand-down token, alone).
 *
 * <p>Asked again at each change and each second until it opens or hears of a higher epoch.
 */
public final class StartRules {
  private StartRules() {}

  /**
   * What is known of the start of a unit whose book says that it would be primary.
   *
   * @param sameBoot the machine has not booted since this unit was last allowed to serve
   * @param servicesRun some of its services run now, so that it serves already
   * @param token it holds the peer's stand-down promise for its own epoch
   * @param answer what the peer answered to this process, if it did
   * @param beats whether the peer's beats arrive now
   * @param silent how long all paths have been silent
   * @param gatewayAnswers also true if none is configured
   * @param blind why this unit cannot judge its peer's silence now, empty if it can
   * @param claimed somebody else answers at a service address
   */
  public record Facts(
      Epoch epoch,
      boolean sameBoot,
      boolean servicesRun,
      boolean token,
      Optional<Answer> answer,
      boolean beats,
      Duration silent,
      String blind,
      boolean gatewayAnswers,
      boolean claimed,
      StartupSettings settings) {}

  /** What the peer says of itself when asked. */
  public record Answer(Role role, Epoch epoch) {}

  /** What follows. */
  public enum Kind {
    ADOPT,
    OPEN,
    WAIT,
    STAY_CLOSED,
    QUARANTINE
  }

  /**
   * A decision and its sentence.
   *
   * @param opensIn for WAIT with a countdown: how long still
   */
  public record Decision(Kind kind, String because, Optional<Duration> opensIn) {
    public boolean opens() {
      return kind == Kind.ADOPT || kind == Kind.OPEN;
    }
  }

  /** Whether the token in the book counts for this start; it is taken out before it is used. */
  public static boolean tokenCounts(Standing standing) {
    return standing.token().isAbove(Epoch.NONE) && standing.token().equals(standing.epoch());
  }

  /** The rules in their order; the first that applies decides. */
  public static Decision decide(Facts facts) {
    Optional<Answer> answer = facts.answer();
    if (answer.isPresent() && answer.get().epoch().isAbove(facts.epoch())) {
      return plain(
          Kind.QUARANTINE,
          "the peer lives in epoch " + answer.get().epoch() + ", above " + facts.epoch());
    }
    if (facts.sameBoot() && facts.servicesRun()) {
      return plain(Kind.ADOPT, "same boot, and its services still run: adopted");
    }
    if (answer.isPresent()) {
      return answered(answer.get());
    }
    if (facts.token()) {
      return plain(Kind.OPEN, "it holds the peer's promise to stay down until it is heard again");
    }
    if (facts.beats()) {
      return plain(Kind.WAIT, "the peer's beats arrive, but it has not answered over the link yet");
    }
    return alone(facts);
  }

  private static Decision answered(Answer answer) {
    return switch (answer.role()) {
      case SECONDARY, QUARANTINED, CLOSED, UNPAIRED ->
        plain(
            Kind.OPEN,
            "the peer answers, is " + answer.role().word() + " and knows no higher epoch");
      case PRIMARY, PROMOTING, DEMOTING, HALTED ->
        plain(Kind.STAY_CLOSED, "the peer answers and is " + answer.role().word());
    };
  }

  private static Decision alone(Facts facts) {
    StartupSettings settings = facts.settings();
    if (!settings.serveAlone()) {
      return plain(
          Kind.STAY_CLOSED, "the peer is silent, and [startup] alone is closed: open it by order");
    }
    if (!facts.blind().isEmpty()) {
      return plain(Kind.STAY_CLOSED, "the peer is silent, but " + facts.blind());
    }
    if (facts.claimed()) {
      return plain(Kind.STAY_CLOSED, "the peer is silent, but a service address is answered");
    }
    if (!facts.gatewayAnswers()) {
      return plain(
          Kind.STAY_CLOSED,
          "the peer is silent, and the gateway " + settings.gateway() + " does not answer either");
    }
    Duration left = settings.after().minus(facts.silent());
    if (left.isNegative() || left.isZero()) {
      return plain(
          Kind.OPEN,
          "the peer was silent on all paths for " + settings.after().toSeconds()
              + " s, and nobody answers at the service addresses");
    }
    return new Decision(
        Kind.WAIT, "the peer is silent: serves alone if that lasts", Optional.of(left));
  }

  private static Decision plain(Kind kind, String because) {
    return new Decision(kind, because, Optional.empty());
  }
}
