package dev.bcs.cli;

import dev.bcs.config.ConfigException;
import dev.bcs.ledger.LedgerException;
import dev.bcs.link.PairingRefused;
import dev.bcs.unit.UnitException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into a sentence, a way out and an exit code. */
final class Endings {
  private final Terminal terminal;
  private final boolean traces;

  Endings(Terminal terminal, boolean traces) {
    this.terminal = terminal;
    this.traces = traces;
  }

  /** The arguments could not be understood. */
  int misused(ParameterException e, String[] args) {
    String sentence = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong usage");
    List<String> meant =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    terminal.tell("bcs: " + Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1));
    terminal.tell("hint: " + (meant.isEmpty() ? "" : "did you mean " + meant.get(0) + "? ")
        + "see: " + name + " --help");
    return ExitCode.USAGE.number();
  }

  /** A command threw. */
  int failed(Exception e, CommandLine line, ParseResult parsed) {
    if (e instanceof CommandFailed known) {
      terminal.tell(known.text());
      trace(e);
      return known.code().number();
    }
    ExitCode code = code(e);
    terminal.tell("bcs: " + sentence(e));
    trace(e);
    return code.number();
  }

  private void trace(Exception e) {
    if (traces) {
      e.printStackTrace(terminal.err());
      terminal.err().flush();
    }
  }

  private static ExitCode code(Exception e) {
    if (e instanceof PairingRefused) {
      return ExitCode.REFUSED;
    }
    if (e instanceof ConfigException) {
      return ExitCode.USAGE;
    }
    return e instanceof AccessDeniedException ? ExitCode.NOT_PERMITTED : ExitCode.FAILED;
  }

  private static String sentence(Exception e) {
    String message = e.getMessage();
    if (e instanceof AccessDeniedException) {
      return "this user may not read or write " + message + "\nhint: use sudo";
    }
    if (e instanceof NoSuchFileException) {
      return "there is no " + message;
    }
    boolean told = e instanceof UnitException
        || e instanceof LedgerException
        || e instanceof ConfigException
        || e instanceof UnsupportedOperationException
        || e instanceof IllegalArgumentException
        || e instanceof IOException;
    if (told && message != null && !message.isBlank()) {
      return message;
    }
    String kind = e.getClass().getSimpleName();
    return "this went wrong inside: " + kind.toLowerCase(Locale.ROOT)
        + (message == null ? "" : ": " + message.lines().findFirst().orElse(""))
        + "\nhint: set BCS_DEBUG=1 for the trace, and report it";
  }
}
