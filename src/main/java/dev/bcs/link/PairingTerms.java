package dev.bcs.link;

import dev.bcs.unit.Identity;
import dev.bcs.unit.UnitSettings;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** What a unit says of itself before a pair is made. */
public record PairingTerms(UUID unitId, String name, String preferredRole, String pair) {
  private static final String PRIMARY = "primary";

  public static PairingTerms of(Identity identity, UnitSettings settings) {
    return new PairingTerms(
        identity.unitId(), settings.name(), settings.preferredRole(), settings.pair());
  }

  boolean primary() {
    return preferredRole.equals(PRIMARY);
  }

  /**
   * Why these two cannot be a pair; empty if they can.
   *
   * <p>Pure, and the same whichever side asks, so that both sides come to one verdict.
   */
  Optional<PairingRefused> against(PairingTerms peer) {
    if (unitId.equals(peer.unitId)) {
      return no("a unit cannot be paired with itself", "give the address of the other unit");
    }
    if (name.equals(peer.name)) {
      return no("both units are called \"" + name + "\"", "set another [unit] name on one of them");
    }
    if (!pair.equals(peer.pair)) {
      return no(
          "the pair is called \"" + pair + "\" here and \"" + peer.pair + "\" there",
          "set the same [pair] name on both units");
    }
    if (primary() && peer.primary()) {
      return no(
          "both units say that they prefer to be primary",
          "set [pair] preferred-role = \"secondary\" on the unit that is to be the spare");
    }
    if (!primary() && !peer.primary()) {
      return no(
          "neither unit says that it prefers to be primary",
          "set [pair] preferred-role = \"primary\" on the unit that is to serve");
    }
    return Optional.empty();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(unitId.getMostSignificantBits());
    out.writeLong(unitId.getLeastSignificantBits());
    out.writeUTF(name);
    out.writeUTF(preferredRole);
    out.writeUTF(pair);
  }

  static PairingTerms read(DataInputStream in) throws IOException {
    return new PairingTerms(
        new UUID(in.readLong(), in.readLong()), in.readUTF(), in.readUTF(), in.readUTF());
  }

  private static Optional<PairingRefused> no(String sentence, String hint) {
    return Optional.of(new PairingRefused(sentence, hint));
  }
}
