package dev.bcs.cli;

import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs commands in this process and keeps what they printed. */
final class Shell {
  private final Path home;
  private final Path config;
  private final Clocks clocks;
  private final Pause pause;
  private @Nullable FakePerson person;
  private volatile StringWriter out = new StringWriter();
  private volatile StringWriter err = new StringWriter();

  Shell(Path home, Path config, Clocks clocks, Pause pause) {
    this.home = home;
    this.config = config;
    this.clocks = clocks;
    this.pause = pause;
  }

  /** With real clocks and waits. */
  static Shell real(Path home, Path config) {
    return new Shell(home, config, Clocks.system(), Pause.real());
  }

  /** From now on somebody sits there. */
  FakePerson person(String... answers) {
    FakePerson now = new FakePerson(answers);
    person = now;
    return now;
  }

  /** Runs one command; what it printed before is forgotten. */
  int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--home", home.toString(), "--config", config.toString()));
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), person, clocks, pause);
    return Bcs.execute(terminal, all.toArray(new String[0]));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** Lines of the output; those that were rewritten are one. */
  List<String> lines() {
    return out().lines().toList();
  }
}
