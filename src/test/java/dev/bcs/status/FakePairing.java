package dev.bcs.status;

import java.util.ArrayList;
import java.util.List;

/** A pairing that knows one code. */
public final class FakePairing implements Pairing {
  public static final String CODE = "K7QF-2MWX-9PLD-RT4H";

  private final List<String> calls = new ArrayList<>();

  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public synchronized Invitation invite(Actor actor) {
    calls.add("invite by " + actor);
    return new Invitation(CODE, PictureSketch.NOW.plusSeconds(600));
  }

  @Override
  public synchronized String accept(String host, int port, String code, Actor actor)
      throws Refused {
    calls.add("accept " + host + ":" + port + " by " + actor);
    if (!code.equals(CODE)) {
      throw new Refused(
          "code", List.of(new Picture.Reason("wrong-code", "this code is wrong or was used")));
    }
    return "paired with wave-a; this unit is secondary";
  }
}
