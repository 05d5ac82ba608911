package dev.bcs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bcs.config.ConfigFile;
import dev.bcs.config.Reading;
import dev.bcs.config.Settings;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.unit.Home;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
    return line(terminal).execute(args);
  }

  /** All commands, ready to parse. */
  static CommandLine line(Terminal terminal) {
    Bcs bcs = new Bcs(terminal);
    CommandLine line = new CommandLine(bcs)
        .addSubcommand(new DemoCommand(bcs))
        .addSubcommand(new RunCommand(bcs))
        .addSubcommand(PairCommand.line(bcs))
        .addSubcommand(UserCommand.line(bcs))
        .addSubcommand(ConfigCommand.line(bcs))
        .addSubcommand(new StatusCommand(bcs))
        .addSubcommand(new BackupCommand(bcs))
        .addSubcommand(new GenerationsCommand(bcs))
        .addSubcommand(new VerifyCommand(bcs))
        .addSubcommand(new RestoreCommand(bcs))
        .addSubcommand(new PromoteCommand(bcs))
        .addSubcommand(new OpenCommand(bcs))
        .addSubcommand(OperationCommand.line(bcs))
        .addSubcommand(MaintenanceCommand.line(bcs))
        .addSubcommand(new AckCommand(bcs))
        .addSubcommand(new EventsCommand(bcs));
    line.getCommandSpec().usageMessage().footer(ExitCode.table().toArray(new String[0]));
    Endings endings = new Endings(terminal, "1".equals(System.getenv("BCS_DEBUG")));
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setUnmatchedOptionsArePositionalParams(false)
        .setParameterExceptionHandler(endings::misused)
        .setExecutionExceptionHandler(endings::failed);
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
