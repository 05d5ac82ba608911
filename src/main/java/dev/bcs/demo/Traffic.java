package dev.bcs.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Callers who go on calling whichever unit serves, until the demo ends. */
final class Traffic {
  private static final long EVERY_SECONDS = 12;

  private final List<URI> switchboards;
  private final PrintWriter out;
  private final Callers callers = new Callers(303);
  private boolean complained;

  Traffic(DemoPair pair, PrintWriter out) {
    this.switchboards = List.of(pair.first.switchboard(), pair.second.switchboard());
    this.out = out;
  }

  void goOnUntil(CountDownLatch enough) throws InterruptedException {
    for (int turn = 0; !enough.await(EVERY_SECONDS, TimeUnit.SECONDS); turn++) {
      boolean served = call(turn);
      if (!served && !complained) {
        out.println("callers: nobody answers");
      } else if (served && complained) {
        out.println("callers: somebody answers again");
      }
      out.flush();
      complained = !served;
    }
  }

  private boolean call(int turn) throws InterruptedException {
    for (URI switchboard : switchboards) {
      try {
        if (turn % 2 == 0) {
          callers.leaveVoicemail(switchboard);
        } else {
          callers.call(switchboard);
        }
        return true;
      } catch (IOException notThisOne) {
        // The other unit may serve.
      }
    }
    return false;
  }
}
