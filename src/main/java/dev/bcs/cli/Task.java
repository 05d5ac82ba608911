package dev.bcs.cli;

import dev.bcs.unit.Home;
import java.util.concurrent.Callable;

/** One command; what it answers or throws becomes the exit code. */
abstract class Task implements Callable<Integer> {
  final Bcs bcs;

  Task(Bcs bcs) {
    this.bcs = bcs;
  }

  abstract ExitCode run() throws Exception;

  @Override
  public final Integer call() throws Exception {
    return run().number();
  }

  final Terminal terminal() {
    return bcs.terminal();
  }

  final Door door() {
    return bcs.door();
  }

  final Home home() {
    return bcs.home();
  }

  final void say(String line) {
    terminal().say(line);
  }
}
