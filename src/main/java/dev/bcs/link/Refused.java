package dev.bcs.link;

/** Hears of everybody whom the link or an invitation turned away; for the access alarm. */
@FunctionalInterface
public interface Refused {
  /** Called on the thread that refused, once each time; must not block. */
  void refused(String from, String why);
}
