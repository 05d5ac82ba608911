package dev.bcs.takeover;

/** What stands against a swap: a frozen refusal code and its sentence. */
public record Obstacle(String code, String text) {
  static final String SLOT_IN_DOUBT = "slot-in-doubt";
  static final String FILES_OPEN = "files-open";
}
