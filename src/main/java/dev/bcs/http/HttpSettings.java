package dev.bcs.http;

import java.util.List;

/**
 * The HTTP window, as configured.
 *
 * @param listen host:port; TLS unless loopback; empty switches the network door off
 * @param socket the Unix socket of the CLI, an absolute path
 * @param keyStore PKCS12 of the unit's TLS key, used off loopback
 */
public record HttpSettings(List<String> listen, String socket, String keyStore) {
  public HttpSettings {
    listen = List.copyOf(listen);
  }
}
