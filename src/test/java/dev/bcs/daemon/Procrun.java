package dev.bcs.daemon;

import dev.bcs.time.Threads;
import dev.bcs.unit.Home;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Does to {@link Service} what prunsrv does: start on one thread, stop on another. */
final class Procrun {
  private Procrun() {}

  public static void main(String[] arguments) throws Exception {
    Home home = Home.at(Path.of(arguments[1]));
    Thread starting = Threads.start("test", "procrun", () -> start(arguments));
    Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> answers(home));
    System.out.println("procrun: start blocks while the unit answers: " + starting.isAlive());
    Service.stop(new String[0]);
    System.out.println("procrun: stop returned");
    starting.join(Duration.ofSeconds(10).toMillis());
    home.claim().close();
    System.out.println("procrun: start returned, the claim is free: " + !starting.isAlive());
  }

  private static void start(String[] arguments) {
    try {
      Service.start(arguments);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean answers(Home home) {
    if (!Files.exists(home.socket())) {
      return false;
    }
    try (SocketChannel to = SocketChannel.open(UnixDomainSocketAddress.of(home.socket()))) {
      return to.isConnected();
    } catch (java.io.IOException notYet) {
      return false;
    }
  }
}
