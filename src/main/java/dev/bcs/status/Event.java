package dev.bcs.status;

import java.time.Instant;
import java.util.List;

/**
 * One numbered line of history.
 *
 * @param seq from 1, by one, without holes, across restarts
 * @param notification last sub-identifier of its notification, or 0 if none is defined
 * @param key pair/alarm-name[/instance], the correlation key
 * @param subject unit, path, service or dataset spoken of
 * @param actor user@door/address, or empty if the unit itself
 * @param details for audit lines: reason, fence, overrides, gap accepted, as name=value
 */
public record Event(
    long seq,
    Instant time,
    String kind,
    int notification,
    String key,
    Severity severity,
    String subject,
    String text,
    String actor,
    List<String> details) {
  public Event {
    details = List.copyOf(details);
  }
}
