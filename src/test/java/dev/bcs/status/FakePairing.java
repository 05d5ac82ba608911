package dev.bcs.status;

import java.util.ArrayList;
import java.util.List;

/** A pairing that knows one code. */
public final class FakePairing implements Pairing {
  public static final String CODE = "K7QF-2MWX-9PLD-RT4H";

  private volatile String state = "none";
  private final List<String> calls = new ArrayList<>();

  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** How the invitation stands from now on. */
  public void become(String word) {
    state = word;
  }

  @Override
  public String invitation() {
    return state;
  }

  @Override
  public synchronized Invitation invite(Actor actor) {
    state = "open";
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
