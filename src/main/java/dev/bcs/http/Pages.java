package dev.bcs.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The page and its assets, read once from the class path. */
final class Pages {
  /** Where a browser finds each asset, and where the class path has it. */
  private static final Map<String, String> ASSETS = Map.of(
      "/", "index.html",
      "/wall", "wall.html",
      "/page.js", "page.js",
      "/dialog.js", "dialog.js",
      "/words.js", "words.js",
      "/page.css", "page.css",
      "/icon.svg", "icon.svg",
      "/uplot/uPlot.iife.min.js", "uplot/uPlot.iife.min.js",
      "/uplot/uPlot.min.css", "uplot/uPlot.min.css",
      "/uplot/LICENSE", "uplot/LICENSE");

  /** In the pages, stands for the peer's origin. */
  private static final String PEER = "{{peer}}";

  private final Map<String, byte[]> assets = new TreeMap<>();

  Pages() {
    ASSETS.forEach((path, name) -> assets.put(path, read(name)));
  }

  Iterable<String> paths() {
    return assets.keySet();
  }

  /** The asset with the headers that keep a browser from running anything else. */
  Answer answer(String path, String peerPage) {
    byte[] body = assets.getOrDefault(path, new byte[0]);
    String name = ASSETS.getOrDefault(path, "");
    if (!name.endsWith(".html")) {
      return new Answer(200, type(name), body, Map.of("Cache-Control", "no-cache"));
    }
    String peer = origin(peerPage).orElse("");
    String html = new String(body, StandardCharsets.UTF_8).replace(PEER, peer);
    String policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        + " connect-src 'self'" + (peer.isEmpty() ? "" : " " + peer)
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return Answer.text(200, "text/html", html).with("Content-Security-Policy", policy);
  }

  /**
   * The origin of what the peer says its page is; empty unless it is plain http or https.
   *
   * <p>The text comes from outside and goes into a header and a page: only letters, digits and the
   * few signs of a host and a port get through.
   */
  static Optional<String> origin(String page) {
    try {
      URI uri = new URI(page);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      String host = uri.getHost() == null ? "" : uri.getHost();
      boolean web = scheme.equals("http") || scheme.equals("https");
      if (!web || !host.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]")) {
        return Optional.empty();
      }
      return Optional.of(scheme + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  private static String type(String name) {
    if (name.endsWith(".js")) {
      return "text/javascript;charset=utf-8";
    }
    if (name.endsWith(".css")) {
      return "text/css;charset=utf-8";
    }
    return name.endsWith(".svg") ? "image/svg+xml" : "text/plain;charset=utf-8";
  }

  private static byte[] read(String name) {
    try (InputStream in = Pages.class.getResourceAsStream("/page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page's asset " + name + " is not in the program");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
