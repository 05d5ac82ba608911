package dev.bcs.daemon;

import dev.bcs.config.ConfigFile;
import dev.bcs.config.Settings;
import dev.bcs.unit.Home;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonInitException;
import org.jspecify.annotations.Nullable;

/**
 * The daemon in the hands of Apache Commons Daemon, with the arguments {@code --home DIR} and
 * {@code --config FILE}.
 *
 * <p>jsvc (Unix) makes one of these and calls {@code init}, {@code start}, which must return, then
 * {@code stop} and {@code destroy}. procrun (Windows, StartMode=jvm) calls the static
 * {@link #start(String[])}, which must <em>not</em> return until the static {@link #stop(String[])}
 * was called, else the service would count as stopped.
 */
public final class Service implements org.apache.commons.daemon.Daemon {
  private static final long LONGEST_END_SECONDS = 60;
  private static final CountDownLatch STOPPED = new CountDownLatch(1);
  private static final CountDownLatch ENDED = new CountDownLatch(1);

  private @Nullable Daemon daemon;

  /** For jsvc and procrun, which make it by name. */
  public Service() {}

  /** Reads the settings; what is wrong with them ends the start, with every problem named. */
  @Override
  public void init(DaemonContext context) throws DaemonInitException {
    prepare(context.getArguments());
  }

  private void prepare(String[] arguments) throws DaemonInitException {
    Arguments said = Arguments.of(arguments);
    LogLines.plain();
    Settings settings;
    try {
      settings = ConfigFile.read(said.config(), said.home()).orThrow();
    } catch (RuntimeException wrong) {
      throw new DaemonInitException(String.valueOf(wrong.getMessage()), wrong);
    }
    daemon = new Daemon(settings, Home.at(said.home()));
  }

  /** Brings the unit up and returns; a unit that cannot start throws, so that jsvc ends with 1. */
  @Override
  public void start() throws Exception {
    Daemon made = daemon;
    if (made == null) {
      throw new IllegalStateException("init comes first");
    }
    made.start();
  }

  @Override
  public void stop() {
    Daemon running = daemon;
    if (running != null) {
      running.close();
    }
  }

  /** Everything was closed by {@link #stop}. */
  @Override
  public void destroy() {
    daemon = null;
  }

  /** procrun's StartMethod: blocks until {@link #stop(String[])}. */
  public static void start(String[] arguments) throws Exception {
    Service service = new Service();
    service.prepare(arguments);
    try {
      service.start();
      STOPPED.await();
    } finally {
      service.stop();
      ENDED.countDown();
    }
  }

  /** procrun's StopMethod, on a thread of its own: returns when the unit has ended. */
  public static void stop(String[] arguments) throws InterruptedException {
    STOPPED.countDown();
    if (!ENDED.await(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("bcs did not end within " + LONGEST_END_SECONDS + " s");
    }
  }

  /** What the wrappers say. */
  record Arguments(Path home, Path config) {
    static Arguments of(String[] words) throws DaemonInitException {
      Path home = Path.of("/var/lib/bcs");
      Path config = Path.of("/etc/bcs/bcs.toml");
      for (int i = 0; i < words.length; i += 2) {
        if (i + 1 >= words.length) {
          throw new DaemonInitException(
              words[i] + " needs a value\nhint: --home DIR, --config FILE");
        }
        switch (words[i]) {
          case "--home" -> home = Path.of(words[i + 1]);
          case "--config" -> config = Path.of(words[i + 1]);
          default ->
            throw new DaemonInitException(
                words[i] + " is not known\nhint: --home DIR, --config FILE");
        }
      }
      return new Arguments(home.toAbsolutePath(), config.toAbsolutePath());
    }
  }
}
