package dev.bcs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bcs.config.ConfigFile;
import dev.bcs.config.Reading;
import dev.bcs.config.Settings;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.unit.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code bcs}: its commands, and what all of them take. */
@Command(
    name = "bcs",
    description =
        "Keeps a pair of units: backs the primary up, watches it, and promotes its spare.",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Bcs.Version.class,
    footerHeading = "%nExit codes:%n")
public final class Bcs implements Runnable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Terminal terminal;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      defaultValue = "/var/lib/bcs",
      description = "the unit's folder (${DEFAULT-VALUE})")
  Path home = Path.of("/var/lib/bcs");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      defaultValue = "/etc/bcs/bcs.toml",
      description = "the unit's configuration (${DEFAULT-VALUE})")
  Path config = Path.of("/etc/bcs/bcs.toml");

  @Option(
      names = "--as",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      description = "for whom this is done, in the audit (with sudo: who called it)")
  String as = Objects.requireNonNullElse(System.getenv("SUDO_USER"), "");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "say what this does and how")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "say which version this is")
  boolean version;

  Bcs(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    quieten();
    System.exit(execute(Terminal.system(), args));
  }

  /** Runs one command in this process, without a terminal; answers its exit code. */
  public static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return execute(new Terminal(out, err, null, Clocks.system(), Pause.real()), args);
  }

  static int execute(Terminal terminal, String... args) {
    return line(terminal, args).execute(args);
  }

  /**
   * The command that {@code args} begin with, or all of them, ready to parse. To make them all
   * takes a third of the time in which a daemon starts.
   */
  static CommandLine line(Terminal terminal, String... args) {
    Bcs bcs = new Bcs(terminal);
    CommandLine line = new CommandLine(bcs);
    Map<String, Supplier<Object>> commands = commands(bcs);
    String first = args.length > 0 ? args[0] : "";
    commands.forEach((name, made) -> {
      if (name.equals(first) || !commands.containsKey(first)) {
        line.addSubcommand(name, made.get());
      }
    });
    line.getCommandSpec().usageMessage().footer(ExitCode.table().toArray(new String[0]));
    Endings endings = new Endings(terminal, "1".equals(System.getenv("BCS_DEBUG")));
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setUnmatchedOptionsArePositionalParams(false)
        .setParameterExceptionHandler(endings::misused)
        .setExecutionExceptionHandler(endings::failed);
  }

  /** All commands, in the order of the help. */
  private static Map<String, Supplier<Object>> commands(Bcs bcs) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("demo", () -> new DemoCommand(bcs));
    all.put("run", () -> new RunCommand(bcs));
    all.put("pair", () -> PairCommand.line(bcs));
    all.put("user", () -> UserCommand.line(bcs));
    all.put("config", () -> ConfigCommand.line(bcs));
    all.put("status", () -> new StatusCommand(bcs));
    all.put("backup", () -> new BackupCommand(bcs));
    all.put("schedule", () -> new ScheduleCommand(bcs));
    all.put("generations", () -> new GenerationsCommand(bcs));
    all.put("verify", () -> new VerifyCommand(bcs));
    all.put("restore", () -> new RestoreCommand(bcs));
    all.put("promote", () -> new PromoteCommand(bcs));
    all.put("open", () -> new OpenCommand(bcs));
    all.put("operation", () -> OperationCommand.line(bcs));
    all.put("maintenance", () -> MaintenanceCommand.line(bcs));
    all.put("ack", () -> new AckCommand(bcs));
    all.put("events", () -> new EventsCommand(bcs));
    return all;
  }

  /** What rooms log is for the daemon's journal, not for whoever gave a command. */
  private static void quieten() {
    if (!"1".equals(System.getenv("BCS_DEBUG"))) {
      LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
    }
  }

  @Override
  public void run() {
    throw new CommandFailed(ExitCode.USAGE, "no command is given", "see: bcs --help");
  }

  Terminal terminal() {
    return terminal;
  }

  Home home() {
    return Home.at(home);
  }

  Door door() {
    return new Door(home(), as, terminal.clocks());
  }

  /** The unit's configuration; its problems end the command. */
  Settings settings() {
    Reading reading = ConfigFile.read(config, home);
    return reading
        .settings()
        .orElseThrow(() -> new CommandFailed(
            ExitCode.USAGE,
            String.join(
                "\n", reading.errors().stream().map(problem -> problem.text()).toList())));
  }

  /** The datasets of this unit; none if its configuration cannot be read. */
  List<Dataset> datasetsIfKnown() {
    return ConfigFile.read(config, home).settings().map(Settings::datasets).orElse(List.of());
  }

  void print(JsonNode json) {
    try {
      terminal.say(JSON.writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  /** As the jar says. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Bcs.class.getPackage().getImplementationVersion();
      return List.of("bcs " + (version == null ? "built here" : version)).toArray(new String[0]);
    }
  }
}
