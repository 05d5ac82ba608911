package dev.bcs.continuity;

import java.util.Locale;

/** What a step of an operation does; the order of a promotion is the order here. */
enum Deed {
  EPOCH("make the new epoch"),
  HOLD("hold the generation"),
  FENCE("fence"),
  LOOK("look at the peer once more"),
  SWAP("swap the data into place"),
  ALLOW("let services run"),
  START("start"),
  ADDRESSES("take the addresses"),
  ANNOUNCE("announce");

  private final String words;

  Deed(String words) {
    this.words = words;
  }

  String named(String subject) {
    return subject.isEmpty() ? words : words + " " + subject;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Deed ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
