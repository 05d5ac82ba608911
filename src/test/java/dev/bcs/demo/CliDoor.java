package dev.bcs.demo;

import dev.bcs.http.UnixClient;
import dev.bcs.takeover.FenceKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line through {@code bcs promote}, and the daemon's own socket for orders that the
 * command itself would not give: for another unit, with a stale token, by a fence that is none.
 */
final class CliDoor implements Door {
  private final LivePair pair;
  private final DemoUnit unit;

  CliDoor(LivePair pair, DemoUnit unit) {
    this.pair = pair;
    this.unit = unit;
  }

  @Override
  public long token() throws Exception {
    return pair.client(unit).get("/api/v1/check").json().path("token").asLong();
  }

  @Override
  public Answer promote(Order order) throws Exception {
    boolean commanded = order.unit().equals(unit.name())
        && order.token() == token()
        && FenceKind.ofWord(order.fence()).isPresent();
    if (!commanded) {
      UnixClient.Reply reply = pair.client(unit).post("/api/v1/promote", HttpDoor.body(order));
      return new Answer(reply.well(), reply.status() + " " + reply.body());
    }
    List<String> words = new ArrayList<>(List.of("promote", "--yes", "--reason", order.reason()));
    if (!order.fence().equals(FenceKind.NOT_ATTESTED.word())) {
      words.addAll(List.of("--fence", order.fence()));
    }
    if (order.generation() != 0) {
      words.addAll(List.of("--generation", "" + order.generation()));
    }
    order.overrides().forEach(code -> words.addAll(List.of("--override", code)));
    LivePair.Ran ran = pair.bcs(unit, words.toArray(new String[0]));
    return new Answer(ran.exit() == 0, ran.exit() + " " + ran.output());
  }

  @Override
  public void close() {}
}
