package dev.bcs.takeover;

/**
 * What one look at a service showed.
 *
 * @param known false if there is no way to tell
 * @param answers whether it runs
 * @param text what was seen, for people
 */
record Probe(boolean known, boolean answers, String text) {
  static Probe answers(String text) {
    return new Probe(true, true, text);
  }

  static Probe silent(String text) {
    return new Probe(true, false, text);
  }

  static Probe unknown(String text) {
    return new Probe(false, false, text);
  }
}
