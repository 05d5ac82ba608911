package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Real SNMP tools of the system, with a private state directory; a missing one fails the test. */
public final class Tool {
  private final Path dir;

  public Tool(Path dir) {
    this.dir = dir;
  }

  /** What a tool printed, errors included, and how it ended. */
  public record Ran(int exit, String output) {}

  /** Starts a tool; its output goes to a file of this name. */
  public Process start(String name, String aptPackage, List<String> arguments, Path output)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(find(name, aptPackage));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("SNMP_PERSISTENT_DIR", dir.resolve("state").toString());
    builder.environment().put("SNMPCONFPATH", dir.resolve("conf").toString());
    builder.environment().put("MIBS", "");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("SMIPATH", "mibs/ietf");
    return builder.start();
  }

  public Ran run(String name, String aptPackage, List<String> arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(dir, name, ".out");
    Process process = start(name, aptPackage, arguments, output);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return fail("%s did not end in 30 s", name);
    }
    return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  /** snmpwalk, snmpget or snmpset as a user of v3 authPriv, by numbers. */
  public Ran snmp(String name, int port, String user, String password, List<String> rest)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(
        "-On",
        "-v3",
        "-l",
        "authPriv",
        "-u",
        user,
        "-a",
        "SHA-256",
        "-A",
        password,
        "-x",
        "AES",
        "-X",
        password,
        "127.0.0.1:" + port));
    arguments.addAll(rest);
    return run(name, "snmp", arguments);
  }

  private static String find(String name, String aptPackage) {
    for (String folder : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")) {
      Path tool = Path.of(folder, name);
      if (Files.isExecutable(tool)) {
        return tool.toString();
      }
    }
    return fail(String.format(
        Locale.ROOT, "%s is missing: apt-get install %s, or run ./check", name, aptPackage));
  }
}
