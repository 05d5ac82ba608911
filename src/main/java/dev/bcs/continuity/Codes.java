package dev.bcs.continuity;

import java.util.Set;

/** The frozen words of refusals and readiness; programs and people's scripts rely on them. */
public final class Codes {
  public static final String NOT_SECONDARY = "not-secondary";
  public static final String UNPAIRED = "unpaired";
  public static final String OPERATION_RUNNING = "operation-running";
  public static final String NO_OPERATION = "no-operation";
  public static final String PAST_SWAP = "past-swap";
  public static final String NO_GENERATION = "no-generation";
  public static final String GENERATION_UNKNOWN = "generation-unknown";
  public static final String SLOT_IN_DOUBT = "slot-in-doubt";
  public static final String NO_FENCE = "no-fence";
  public static final String FENCE_COMMAND_MISSING = "fence-command-missing";
  public static final String PEER_UP = "peer-up";
  public static final String SERVICE_STILL_ANSWERING = "service-still-answering";
  public static final String ROLE_CONFLICT = "role-conflict";
  public static final String LINK_DOWN_HERE = "link-down-here";
  public static final String OBSERVER_LATE = "observer-late";
  public static final String FILES_OPEN = "files-open";
  public static final String NOT_CLOSED = "not-closed";
  public static final String PEER_SERVES = "peer-serves";
  public static final String WRONG_UNIT = "wrong-unit";
  public static final String REASON_TOO_SHORT = "reason-too-short";
  public static final String STALE_TOKEN = "stale-token";
  public static final String OVERRIDE_NOT_IN_FORCE = "override-not-in-force";
  public static final String OVERRIDE_NOT_ALLOWED_HERE = "override-not-allowed-here";
  public static final String PEER_NOT_REACHABLE = "peer-not-reachable";

  public static final String NO_SPARE = "no-spare";
  public static final String GAP_EXCEEDED = "gap-exceeded";
  public static final String GAP_SEVERE = "gap-severe";
  public static final String GAP_CRITICAL = "gap-critical";
  public static final String PATH_DOWN = "path-down";
  public static final String PARITY_DIFFERENT = "parity-different";
  public static final String PARITY_UNKNOWN = "parity-unknown";
  public static final String BACKUP_FAILING = "backup-failing";
  public static final String PEER_SUSPECT = "peer-suspect";
  public static final String OWNERSHIP_NOT_APPLIED = "ownership-not-applied";
  public static final String PRUNING_SUSPENDED = "pruning-suspended";
  public static final String SCRUB_STALE = "scrub-stale";

  /** A person may waive these, each by name; the others tell of what cannot be done at all. */
  static final Set<String> WAIVABLE = Set.of(
      NO_GENERATION,
      SLOT_IN_DOUBT,
      NO_FENCE,
      PEER_UP,
      SERVICE_STILL_ANSWERING,
      ROLE_CONFLICT,
      LINK_DOWN_HERE,
      OBSERVER_LATE,
      FILES_OPEN,
      NOT_CLOSED,
      PEER_SERVES);

  /** Doors without a typed confirmation cannot waive these on an attestation alone. */
  static final Set<String> NOT_BY_REMOTE_SET =
      Set.of(PEER_UP, SERVICE_STILL_ANSWERING, ROLE_CONFLICT, PEER_SERVES, NOT_CLOSED);

  private Codes() {}
}
