package dev.bcs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a password from a prompt or a file, never from the arguments, which others can see. */
final class Password {
  /** Stands for no file. */
  static final Path PROMPT = Path.of("");

  private static final int LARGEST_FILE = 4096;

  private Password() {}

  /** The password; the caller wipes it. */
  static char[] read(Terminal terminal, Path file, String user) throws IOException {
    if (!file.equals(PROMPT)) {
      return firstLine(file);
    }
    Terminal.Person person = terminal
        .person()
        .orElseThrow(() -> new CommandFailed(
            ExitCode.USAGE,
            "there is no terminal to ask for a password",
            "give it in a file: --password-file FILE"));
    char[] first = person.secret("password for " + user + ": ");
    char[] second = person.secret("the same again: ");
    boolean same = Arrays.equals(first, second);
    Arrays.fill(second, '\0');
    if (!same) {
      Arrays.fill(first, '\0');
      throw new CommandFailed(ExitCode.USAGE, "the two passwords differ", "try again");
    }
    return first;
  }

  private static char[] firstLine(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST_FILE);
    }
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
    char[] password = new char[decoded.remaining()];
    decoded.get(password);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(decoded.array(), '\0');
    return password;
  }
}
