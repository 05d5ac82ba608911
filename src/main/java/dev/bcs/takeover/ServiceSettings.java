package dev.bcs.takeover;

import java.time.Duration;
import java.util.List;

/**
 * One service of the appliance, as this unit's configuration has it.
 *
 * @param order of its application; lower starts first, stops last
 * @param systemd unit name, or empty where commands are used
 * @param start command and arguments, absolute, or empty where systemd is used
 * @param stop as start
 */
public record ServiceSettings(
    String application,
    String name,
    int order,
    String systemd,
    List<String> start,
    List<String> stop,
    Check check) {
  public ServiceSettings {
    start = List.copyOf(start);
    stop = List.copyOf(stop);
  }

  /** The name on every window: {@code application/service}. */
  public String id() {
    return application + "/" + name;
  }

  /** How a service proves that it runs. */
  public record Check(Kind kind, String target, List<String> command, Duration within) {
    /** {@code target} is host:port for tcp, a URL for http; the command is for command alone. */
    public enum Kind {
      NONE,
      TCP,
      HTTP,
      SIP,
      COMMAND
    }

    public Check {
      command = List.copyOf(command);
    }
  }
}
