package dev.bcs.takeover;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocketFactory;

/** Looks once whether a service answers: by TCP, HTTP, SIP or a command; each within a limit. */
final class Checks {
  private static final int LARGEST_DATAGRAM = 65_507;

  private final Commands commands;
  private final Clocks clocks;

  Checks(Commands commands, Clocks clocks) {
    this.commands = commands;
    this.clocks = clocks;
  }

  /** Why a check cannot work as configured, for the configuration to tell; empty if it can. */
  static String problem(ServiceSettings.Check check) {
    try {
      switch (check.kind()) {
        case TCP, SIP -> address(check.target());
        case HTTP -> httpAddress(URI.create(check.target()));
        case COMMAND -> {
          return Commands.problem(check.command()).orElse("");
        }
        case NONE -> {
          return "";
        }
      }
      return "";
    } catch (IllegalArgumentException wrong) {
      return "the check \"" + check.target() + "\" cannot be understood: " + wrong.getMessage();
    }
  }

  Probe look(ServiceSettings.Check check, Duration limit) {
    try {
      return switch (check.kind()) {
        case NONE -> Probe.unknown("no check is configured");
        case TCP -> tcp(check.target(), limit);
        case HTTP -> http(check.target(), limit);
        case SIP -> sip(check.target(), limit);
        case COMMAND -> command(check, limit);
      };
    } catch (SocketTimeoutException late) {
      return Probe.silent(check.target() + " did not answer within " + limit.toMillis() + " ms");
    } catch (IOException | IllegalArgumentException no) {
      String why = no.getMessage();
      return Probe.silent(check.target() + ": " + (why == null ? no.toString() : why));
    }
  }

  private static Probe tcp(String target, Duration limit) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address(target), millis(limit));
      return Probe.answers(target + " accepts connections");
    }
  }

  private Probe command(ServiceSettings.Check check, Duration limit) {
    Ran ran = commands.run(check.command(), Map.of(), limit);
    return new Probe(true, ran.good(), "check command " + ran.text());
  }

  /** A plain GET (RFC 9110); a status below 400 is well. Reads no more than the status line. */
  private Probe http(String target, Duration limit) throws IOException {
    long began = clocks.ticks();
    URI uri = URI.create(target);
    InetSocketAddress address = httpAddress(uri);
    try (Socket plain = new Socket()) {
      plain.connect(address, millis(limit));
      plain.setSoTimeout(millis(limit));
      try (Socket socket = secured(plain, uri)) {
        String path =
            uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String request = "GET " + path + query + " HTTP/1.1\r\nHost: " + uri.getRawAuthority()
            + "\r\nUser-Agent: bcs-check\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = statusLine(socket, began, limit);
        String[] words = status.split(" ", 3);
        boolean well = words.length > 1 && words[1].matches("[123][0-9][0-9]");
        return new Probe(true, well, target + " says " + status);
      }
    }
  }

  private static Socket secured(Socket plain, URI uri) throws IOException {
    if (!uri.getScheme().equals("https")) {
      return plain;
    }
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    return factory.createSocket(plain, uri.getHost(), httpAddress(uri).getPort(), true);
  }

  private String statusLine(Socket socket, long began, Duration limit) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    int c = in.read();
    while (c >= 0 && c != '\n' && line.length() < 200) {
      if (clocks.since(began).compareTo(limit) > 0) {
        throw new SocketTimeoutException();
      }
      line.append((char) c);
      c = in.read();
    }
    return line.toString().strip();
  }

  /**
   * OPTIONS over UDP (RFC 3261, section 11): any answer to our own request below 500 shows that the
   * server is alive, be it 200, 401 or 404.
   */
  private Probe sip(String target, Duration limit) throws IOException {
    long began = clocks.ticks();
    InetSocketAddress address = address(target);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(address);
      String call = Long.toHexString(ThreadLocalRandom.current().nextLong());
      byte[] bytes = sipOptions(socket, target, call).getBytes(StandardCharsets.US_ASCII);
      socket.send(new DatagramPacket(bytes, bytes.length));
      byte[] into = new byte[LARGEST_DATAGRAM];
      while (true) {
        Duration left = limit.minus(clocks.since(began));
        if (left.toMillis() <= 0) {
          throw new SocketTimeoutException();
        }
        socket.setSoTimeout(millis(left));
        DatagramPacket answer = new DatagramPacket(into, into.length);
        socket.receive(answer);
        String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        if (text.startsWith("SIP/2.0 ") && text.contains(call)) {
          String status = text.lines().findFirst().orElse("").substring(8);
          return new Probe(true, status.matches("[1-4].*"), target + " says SIP " + status);
        }
      }
    }
  }

  private static String sipOptions(DatagramSocket socket, String target, String call) {
    String host = socket.getLocalAddress().getHostAddress();
    String here = (host.contains(":") ? "[" + host + "]" : host) + ":" + socket.getLocalPort();
    return String.join(
        "\r\n",
        "OPTIONS sip:" + target + " SIP/2.0",
        "Via: SIP/2.0/UDP " + here + ";rport;branch=z9hG4bK" + call,
        "Max-Forwards: 70",
        "To: <sip:" + target + ">",
        "From: <sip:bcs@" + here + ">;tag=" + call,
        "Call-ID: " + call,
        "CSeq: 1 OPTIONS",
        "Contact: <sip:bcs@" + here + ">",
        "Accept: application/sdp",
        "Content-Length: 0",
        "",
        "");
  }

  private static int millis(Duration limit) {
    return (int) Math.max(1, Math.min(limit.toMillis(), 600_000));
  }

  private static InetSocketAddress httpAddress(URI uri) {
    if (uri.getHost() == null || uri.getScheme() == null) {
      throw new IllegalArgumentException("a URL such as http://127.0.0.1:8080/ is needed");
    }
    int usual = uri.getScheme().equals("https") ? 443 : 80;
    return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort());
  }

  private static InetSocketAddress address(String target) {
    int colon = target.lastIndexOf(':');
    if (colon < 1 || !target.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("host:port is needed, such as 127.0.0.1:5060");
    }
    String host = target.substring(0, colon).replaceAll("^\\[|\\]$", "");
    return new InetSocketAddress(host, Integer.parseInt(target.substring(colon + 1)));
  }
}
