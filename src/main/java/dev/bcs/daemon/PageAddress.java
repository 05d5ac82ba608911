package dev.bcs.daemon;

import dev.bcs.http.HttpSettings;

/** Where a browser finds this unit's page, as it tells its peer. */
final class PageAddress {
  private PageAddress() {}

  /** The first address that is not the one of all addresses; empty if there is none. */
  static String of(HttpSettings http) {
    for (String listen : http.listen()) {
      String host = listen.substring(0, Math.max(0, listen.lastIndexOf(':')));
      boolean anywhere = host.isEmpty() || host.equals("0.0.0.0") || host.equals("[::]");
      boolean loopback =
          host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]");
      if (!anywhere) {
        return (loopback ? "http://" : "https://") + listen + "/";
      }
    }
    return "";
  }
}
