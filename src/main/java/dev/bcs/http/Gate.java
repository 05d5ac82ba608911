package dev.bcs.http;

import dev.bcs.status.Access;
import dev.bcs.status.Actor;
import dev.bcs.status.Operations;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpCookie.SameSite;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Says who asks, and whether he may order anything.
 *
 * <p>On the Unix socket the kernel names the caller, and whoever may open the socket is an
 * operator. On the network an operator signs in (cookie) or sends his password with the request
 * (Basic), and a request that another site's page could have made is turned away.
 */
final class Gate {
  /** A page of another site cannot send this header without being asked first, and we say no. */
  static final String OWN_PAGE = "X-BCS-Request";

  static final String AS = "X-BCS-As";
  static final String FROM = "X-BCS-From";

  private final Access access;
  private final Operations operations;
  private final Sessions sessions;

  Gate(Access access, Operations operations, Clocks clocks) {
    this.access = access;
    this.operations = operations;
    this.sessions = new Sessions(clocks);
    access.onChange(sessions::endAll);
  }

  /** The operator who asks, or the problem that keeps him out. */
  Actor operator(Ask ask, String verb) throws Problem {
    if (ask.local()) {
      return localActor(ask);
    }
    checkType(ask);
    Optional<Access.Grant> session = session(ask);
    boolean foreign = foreign(ask);
    if (foreign || (session.isPresent() && !ask.header(OWN_PAGE).equals("1"))) {
      session.ifPresent(
          g -> operations.recordDenied(verb, "the request came from another site", actor(ask, g)));
      throw new Problem(
          403,
          "the request came from a page of another site",
          "send it from this unit's own page, or with a password and the header " + OWN_PAGE
              + ": 1");
    }
    Access.Grant grant = session.isPresent() ? session.get() : basic(ask);
    if (!grant.operator()) {
      operations.recordDenied(verb, grant.user() + " is a viewer", actor(ask, grant));
      throw new Problem(
          403,
          grant.user() + " may look but not act",
          "an operator is made with: bcs user add NAME --role operator");
    }
    return actor(ask, grant);
  }

  /** Signs in with user and password. */
  Access.Grant signIn(Ask ask, String user, String password) throws Problem {
    checkType(ask);
    if (foreign(ask)) {
      throw new Problem(
          403, "the request came from a page of another site", "sign in on this unit's own page");
    }
    char[] secret = password.toCharArray();
    try {
      return access.signIn(user, secret, from(ask)).orElseThrow(Gate::wrong);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  String cookieFor(Ask ask, Access.Grant grant) {
    return cookie(ask, sessions.begin(grant), -1);
  }

  /** Ends the session and tells the browser to forget it. */
  String endSession(Ask ask) {
    sessions.end(cookieValue(ask));
    return cookie(ask, "", 0);
  }

  /** Who is signed in on this browser, if anybody. */
  Optional<Access.Grant> session(Ask ask) {
    String key = cookieValue(ask);
    return key.isEmpty() ? Optional.empty() : sessions.find(key);
  }

  private Access.Grant basic(Ask ask) throws Problem {
    String header = ask.header("Authorization");
    if (!header.regionMatches(true, 0, "Basic ", 0, 6) || header.length() > 1024) {
      throw new Problem(
          401, "this needs an operator, and nobody is signed in", "sign in, or send a password");
    }
    String pair;
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(6).strip());
      pair = new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw wrong();
    }
    int colon = pair.indexOf(':');
    if (colon < 1) {
      throw wrong();
    }
    char[] secret = pair.substring(colon + 1).toCharArray();
    try {
      return access.signIn(pair.substring(0, colon), secret, from(ask)).orElseThrow(Gate::wrong);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static Problem wrong() {
    return new Problem(
        401, "wrong user or password, or too many tries", "wait a little and try again");
  }

  private static void checkType(Ask ask) throws Problem {
    String type = ask.header("Content-Type").toLowerCase(Locale.ROOT);
    int semicolon = type.indexOf(';');
    if (!(semicolon < 0 ? type : type.substring(0, semicolon)).strip().equals("application/json")) {
      throw new Problem(
          415, "the body must be JSON", "send the header Content-Type: application/json");
    }
  }

  /** True if a browser says that the request was not made by our own page. */
  private static boolean foreign(Ask ask) {
    String site = ask.header("Sec-Fetch-Site");
    if (!site.isEmpty() && !site.equals("same-origin") && !site.equals("none")) {
      return true;
    }
    String origin = ask.header("Origin");
    if (origin.isEmpty()) {
      return false;
    }
    String own = (ask.request().isSecure() ? "https://" : "http://") + ask.header("Host");
    return !origin.equalsIgnoreCase(own);
  }

  private Actor actor(Ask ask, Access.Grant grant) {
    return new Actor(grant.user(), Actor.Door.HTTP, from(ask));
  }

  private static String from(Ask ask) {
    return ask.local() ? "unix" : Request.getRemoteAddr(ask.request());
  }

  /** The kernel's word for who holds the other end of the socket, and whom he acts for. */
  static Actor localActor(Ask ask) throws Problem {
    String as = clean(ask.header(AS));
    String user = peerUser(ask.request());
    String from = clean(ask.header(FROM));
    String name = as.isEmpty() || as.equals(user) ? user : user + " (as " + as + ")";
    return new Actor(name, Actor.Door.CLI, from.isEmpty() ? "unix" : from);
  }

  private static String peerUser(Request request) throws Problem {
    Object endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    try {
      if (endPoint instanceof SocketChannelEndPoint socket) {
        SocketChannel channel = socket.getChannel();
        if (channel.getLocalAddress() instanceof UnixDomainSocketAddress) {
          return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        }
      }
    } catch (IOException | UnsupportedOperationException notNamed) {
      throw new Problem(
          403,
          "the system does not say who asks: " + notNamed.getMessage(),
          "use the network door with a password");
    }
    throw new Problem(403, "this goes over the unit's own socket only", "use the bcs command");
  }

  /** What a caller says of himself goes into the audit line: short and printable. */
  private static String clean(String text) {
    String printable = text.replaceAll("[^\\p{L}\\p{N}._@/:#-]", "");
    return printable.length() > 64 ? printable.substring(0, 64) : printable;
  }

  /** Two units on one host share cookies whatever their ports: the port makes the name its own. */
  private static String cookieName(Ask ask) {
    return "bcs-session-" + Request.getLocalPort(ask.request());
  }

  private static String cookieValue(Ask ask) {
    String name = cookieName(ask);
    return Request.getCookies(ask.request()).stream()
        .filter(c -> c.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  private static String cookie(Ask ask, String value, int maxAge) {
    StringBuilder text = new StringBuilder(cookieName(ask))
        .append('=')
        .append(value)
        .append("; Path=/; HttpOnly; SameSite=")
        .append(SameSite.STRICT.getAttributeValue());
    if (maxAge >= 0) {
      text.append("; Max-Age=").append(maxAge);
    }
    return text.append(ask.request().isSecure() ? "; Secure" : "").toString();
  }
}
