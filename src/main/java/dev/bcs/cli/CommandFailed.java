package dev.bcs.cli;

/** A command ends otherwise than done; the message is a sentence, and mostly a hint. */
final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode code;
  private final boolean bare;

  private CommandFailed(ExitCode code, String message, boolean bare) {
    super(message, null, false, true);
    this.code = code;
    this.bare = bare;
  }

  CommandFailed(ExitCode code, String sentence) {
    this(code, sentence, false);
  }

  CommandFailed(ExitCode code, String sentence, String hint) {
    this(code, sentence + (hint.isEmpty() ? "" : "\nhint: " + hint), false);
  }

  /** Refused with these lines, each {@code code: text}, printed as they are. */
  static CommandFailed refused(String lines) {
    return new CommandFailed(ExitCode.REFUSED, lines, true);
  }

  ExitCode code() {
    return code;
  }

  /** What is printed. */
  String text() {
    return (bare ? "" : "bcs: ") + getMessage();
  }
}
