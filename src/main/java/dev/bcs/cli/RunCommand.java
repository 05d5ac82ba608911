package dev.bcs.cli;

import dev.bcs.config.ConfigFile;
import dev.bcs.config.Problem;
import dev.bcs.config.Reading;
import dev.bcs.config.Settings;
import dev.bcs.daemon.Daemon;
import dev.bcs.daemon.LogLines;
import dev.bcs.time.Threads;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Runs the daemon of this unit in the foreground, until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Run the unit's daemon in the foreground; its log goes to standard error.",
      "SIGTERM ends it in good order: the appliance's services stay as they are."
    },
    sortOptions = false)
final class RunCommand extends Task {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  RunCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() throws Exception {
    Settings settings = bcs.settings();
    LogLines.plain();
    Reading reading = ConfigFile.read(bcs.config, home().directory());
    for (Problem warning : reading.warnings()) {
      LOG.warn(warning.text().replace("\n", " "));
    }
    Daemon daemon = new Daemon(settings, home());
    Thread end = Threads.factory("cli", "end").newThread(daemon::close);
    Runtime.getRuntime().addShutdownHook(end);
    daemon.start();
    // Only the end of the process ends this.
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }
}
