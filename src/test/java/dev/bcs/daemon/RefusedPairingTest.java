package dev.bcs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.daemon.RealUnit.Said;
import dev.bcs.link.FreePorts;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong and used codes at the invitation of a running unit. */
class RefusedPairingTest {
  @TempDir
  Path folder;

  private final ExecutorService thread = Threads.pool("test", "invite", 1, 1);

  /** An invitation that is waited for. */
  private record Open(String code, Future<Said> end) {}

  private Open invite(RealUnit unit) {
    StringWriter printed = new StringWriter();
    Future<Said> end = thread.submit(() -> unit.bcs(printed, "pair", "invite"));
    await().atMost(RealUnit.SOON).until(() -> {
      assertThat(end.isDone()).as(() -> printed.toString()).isFalse();
      return printed.getBuffer().indexOf("waiting") >= 0;
    });
    return new Open(RealPair.code(printed.toString()), end);
  }

  private static Said accept(RealUnit guest, RealUnit host, String code) {
    return guest.bcs("pair", "accept", "127.0.0.1:" + host.link, code).plain();
  }

  @Test
  void wrongCodesCloseTheInvitationUsedOnesServeNobodyAndAllIsHistory() throws Exception {
    try (RealUnit host = unit("wave-a", "primary")) {
      RealUnit guest = unit("wave-b", "secondary");
      RealUnit late = unit("wave-c", "secondary");
      host.start();
      host.awaitAnswer();
      Open first = invite(host);
      for (int i = 1; i <= 5; i++) {
        Said wrong = accept(guest, host, other(first.code()));
        assertThat(wrong.code()).as(wrong.err()).isEqualTo(4);
        assertThat(wrong.err()).contains("the code is wrong").contains("\nhint: ");
      }
      Said closed = first.end().get(20, TimeUnit.SECONDS).plain();
      assertThat(closed.code()).isEqualTo(4);
      assertThat(closed.err())
          .contains("bcs: five wrong codes came: the invitation is closed", "\nhint: ");
      assertThat(host.bcs("events").out())
          .contains("access-denied: link was turned away: ", "the code is wrong (1 of 5)")
          .contains("no pair was made: the invitation was closed after five wrong codes");
      assertThat(host.status().path("role").asText()).isEqualTo("unpaired");

      Said afterwards = accept(guest, host, first.code());
      assertThat(afterwards.code()).as(afterwards.err()).isIn(1, 4);
      Open second = invite(host);
      assertThat(accept(guest, host, second.code()).code()).isZero();
      assertThat(second.end().get(20, TimeUnit.SECONDS).code()).isZero();
      Said used = accept(late, host, second.code());
      assertThat(used.code()).isEqualTo(4);
      assertThat(used.err()).contains("no invitation is open there\nhint: a code serves once");
      assertThat(host.status().path("role").asText()).isEqualTo("primary");
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aPairWhosePortForBeatsIsTakenIsWatchedOnceItIsFree() throws Exception {
    try (RealPair pair = new RealPair(folder, folder)) {
      RealUnit host = pair.first;
      RealUnit guest = pair.second;
      try (DatagramSocket taken =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), host.link))) {
        assertThat(taken.isBound()).isTrue();
        host.start();
        guest.start();
        host.awaitAnswer();
        guest.awaitAnswer();
        Open open = invite(host);
        assertThat(accept(guest, host, open.code()).code()).isZero();
        assertThat(open.end().get(20, TimeUnit.SECONDS).code()).isZero();
        await()
            .atMost(RealUnit.SOON)
            .until(() -> host.bcs("events")
                .out()
                .contains(
                    "the peer is not watched, which is tried again every 5 s: cannot listen"));
        assertThat(host.status().path("peer").path("state").asText()).isEqualTo("unknown");
      }
      await().atMost(RealUnit.SOON).until(() -> seesItsPeer(host) && seesItsPeer(guest));
    } finally {
      thread.shutdownNow();
    }
  }

  private static boolean seesItsPeer(RealUnit unit) {
    return unit.status().path("peer").path("state").asText().equals("up");
  }

  private RealUnit unit(String name, String role) throws IOException {
    RealUnit unit = new RealUnit(folder, name);
    unit.configure(role, FreePorts.one(), "");
    return unit;
  }

  private static String other(String code) {
    char last = code.charAt(code.length() - 1) == 'A' ? 'B' : 'A';
    return code.substring(0, code.length() - 1) + last;
  }
}
