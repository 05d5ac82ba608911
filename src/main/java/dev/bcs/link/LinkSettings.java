package dev.bcs.link;

import java.util.List;

/**
 * Where this unit listens for its peer, TCP for the link and UDP for beats, and where the peer is.
 *
 * @param listen host:port or :port
 * @param peers addresses of the peer, host or host:port; each is a path
 */
public record LinkSettings(List<String> listen, List<String> peers) {
  public static final int PORT = 7400;

  public LinkSettings {
    listen = List.copyOf(listen);
    peers = List.copyOf(peers);
  }
}
