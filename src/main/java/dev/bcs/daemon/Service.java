package dev.bcs.daemon;

import dev.bcs.config.ConfigFile;
import dev.bcs.config.Problem;
import dev.bcs.config.Reading;
import dev.bcs.config.Settings;
import dev.bcs.unit.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonInitException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon in the hands of Apache Commons Daemon, with the arguments {@code --home DIR} and
 * {@code --config FILE}.
 *
 * <p>jsvc (Unix) makes one of these and calls {@code init}, {@code start}, which must return, then
 * {@code stop} and {@code destroy}. All is opened by {@code init}: under {@code -user} low ports
 * can be had only there, and of what is thrown only a {@link DaemonInitException} from there
 * reaches the administrator as a sentence instead of a stack trace. procrun (Windows,
 * StartMode=jvm) calls the static {@link #start(String[])}, which must <em>not</em> return until
 * the static {@link #stop(String[])} was called, else the service would count as stopped.
 */
public final class Service implements org.apache.commons.daemon.Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final long LONGEST_END_SECONDS = 60;
  private static final CountDownLatch STOPPED = new CountDownLatch(1);
  private static final CountDownLatch ENDED = new CountDownLatch(1);

  private @Nullable Daemon daemon;

  /** For jsvc and procrun, which make it by name. */
  public Service() {}

  /** Brings the unit up; what is wrong with its settings, or in its way, ends the start. */
  @Override
  public void init(DaemonContext context) throws DaemonInitException {
    open(context.getArguments());
  }

  private void open(String[] arguments) throws DaemonInitException {
    Arguments said = Arguments.of(arguments);
    LogLines.plain();
    try {
      Reading reading = ConfigFile.read(said.config(), said.home());
      Settings settings = reading.orThrow();
      for (Problem warning : reading.warnings()) {
        LOG.warn(warning.text().replace("\n", " "));
      }
      Daemon made = new Daemon(settings, Home.at(said.home()));
      daemon = made;
      made.start();
    } catch (IOException | RuntimeException wrong) {
      // Without its cause, which Commons Daemon would print as well.
      throw new DaemonInitException(String.valueOf(wrong.getMessage()));
    }
  }

  /** Returns at once; the unit is up since {@link #init}. */
  @Override
  public void start() {
    if (daemon == null) {
      throw new IllegalStateException("init comes first");
    }
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
    try {
      service.open(arguments);
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
