package dev.bcs.status;

/** The one word of the page that can be read at five metres; SCREEN STALE is the page's own. */
public enum Band {
  PROTECTED("PROTECTED"),
  AT_RISK("AT RISK"),
  UNPROTECTED("UNPROTECTED"),
  OUTAGE_DECIDE("OUTAGE: DECIDE"),
  RUNNING_ON_SPARE("RUNNING ON SPARE"),
  NO_ONE_SERVES("NO ONE SERVES");

  private final String text;

  Band(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
