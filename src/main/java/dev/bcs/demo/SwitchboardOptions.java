package dev.bcs.demo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a switchboard is told on its command line.
 *
 * @param guard file of BCS's boot guard; the empty path if it starts unguarded
 * @param pid where it says which process it is, once it answers; the empty path if nowhere
 * @param unit shown on its page
 */
record SwitchboardOptions(Path data, String bind, int port, Path guard, Path pid, String unit) {
  private static final List<String> KNOWN =
      List.of("--data", "--bind", "--port", "--guard", "--pid", "--unit");
  private static final String USAGE =
      "\nhint: --data DIR --port N [--bind ADDRESS] [--guard FILE] [--pid FILE] [--unit NAME]";
  private static final Path NONE = Path.of("");

  SwitchboardOptions {
    data = data.toAbsolutePath();
  }

  /** It does not start; the message says why. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;
    final int exitCode;

    Wrong(int exitCode, String why) {
      super(why);
      this.exitCode = exitCode;
    }
  }

  static SwitchboardOptions of(String... args) throws Wrong {
    Map<String, String> told = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      if (!KNOWN.contains(args[i])) {
        throw new Wrong(2, "the option " + args[i] + " is unknown" + USAGE);
      }
      if (i + 1 == args.length) {
        throw new Wrong(2, "the option " + args[i] + " needs a value" + USAGE);
      }
      told.put(args[i], args[i + 1]);
    }
    String port = told.getOrDefault("--port", "");
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new Wrong(2, "--port needs a number up to 65535" + USAGE);
    }
    String data = told.getOrDefault("--data", "");
    if (data.isEmpty()) {
      throw new Wrong(2, "--data needs a directory" + USAGE);
    }
    return new SwitchboardOptions(
        Path.of(data),
        told.getOrDefault("--bind", "127.0.0.1"),
        Integer.parseInt(port),
        Path.of(told.getOrDefault("--guard", "")),
        Path.of(told.getOrDefault("--pid", "")),
        told.getOrDefault("--unit", "this unit"));
  }

  boolean guarded() {
    return !guard.equals(NONE);
  }

  boolean writesPid() {
    return !pid.equals(NONE);
  }
}
