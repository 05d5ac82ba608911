package dev.bcs.http;

import dev.bcs.status.Refused;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint of a request, and turns whatever comes of it into an answer. */
final class Front extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  private static final String LOOPBACK_NAMES = "(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?";

  private final Api api;
  private final Streams streams;
  private final String localConnector;

  Front(Api api, Streams streams, String localConnector) {
    this.api = api;
    this.streams = streams;
    this.localConnector = localConnector;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String connector =
        String.valueOf(request.getConnectionMetaData().getConnector().getName());
    Ask ask = new Ask(request, connector.equals(localConnector));
    String path = Request.getPathInContext(request);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put("Referrer-Policy", "no-referrer");
    response.getHeaders().put("X-Frame-Options", "DENY");
    response.getHeaders().put("Cross-Origin-Opener-Policy", "same-origin");
    boolean stream = path.equals(Api.EVENTS)
        && request.getMethod().equals("GET")
        && ask.header("Accept").contains("text/event-stream");
    if (stream && knownHost(ask)) {
      String last = ask.header("Last-Event-ID");
      streams.open(response, callback, last.isEmpty() ? ask.parameter("after") : last);
      return true;
    }
    Answer answer = answer(ask, path);
    response.setStatus(answer.status());
    response.getHeaders().put("Content-Type", answer.type());
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put("Content-Length", answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
    return true;
  }

  private Answer answer(Ask ask, String path) {
    try {
      if (!knownHost(ask)) {
        throw new Problem(
            421, "this door is for this machine only", "ask for localhost or 127.0.0.1");
      }
      return find(ask, path).answer(ask);
    } catch (Problem problem) {
      Answer answer = Answer.problem(problem);
      // A browser that is told the scheme opens a window of its own over our page's dialog.
      return problem.status() == 401 && ask.header(Gate.OWN_PAGE).isEmpty()
          ? answer.with("WWW-Authenticate", "Basic realm=\"bcs\", charset=\"UTF-8\"")
          : answer;
    } catch (Refused refused) {
      return refused(refused);
    } catch (RuntimeException failure) {
      LOG.warn("{} {} failed", ask.request().getMethod(), path, failure);
      return Answer.problem(new Problem(
          500, "this went wrong inside: " + failure, "the log has more; the unit goes on"));
    }
  }

  private Api.Endpoint find(Ask ask, String path) throws Problem {
    Map<String, Api.Endpoint> methods = api.at(path);
    if (methods.isEmpty()) {
      throw new Problem(404, "there is nothing at " + path, "see /api/v1/status and /");
    }
    String method = ask.request().getMethod();
    Api.Endpoint endpoint = methods.get(method.equals("HEAD") ? "GET" : method);
    if (endpoint == null) {
      throw new Problem(
          405, method + " is not for " + path, "use " + String.join(" or ", methods.keySet()));
    }
    return endpoint;
  }

  /** Every reason is told, with the part of the order at fault. */
  private static Answer refused(Refused refused) {
    boolean unknown = refused.reasons().stream().anyMatch(r -> r.code().endsWith("-unknown"));
    int status = refused.object().equals("user") && unknown ? 404 : 409;
    String sentence = refused.reasons().isEmpty()
        ? "refused"
        : "refused: " + refused.reasons().get(0).text()
            + (refused.reasons().size() > 1
                ? ", and " + (refused.reasons().size() - 1) + " more"
                : "");
    return Answer.json(
        status,
        Answer.errorBody(
                sentence,
                "remove each reason, or waive exactly these codes with overrides",
                refused.reasons())
            .put("object", refused.object()));
  }

  /**
   * On loopback only names of loopback: another site's name that points here (DNS rebinding) would
   * make its page one of ours.
   */
  private static boolean knownHost(Ask ask) {
    if (ask.local()) {
      return true;
    }
    String address = Request.getLocalAddr(ask.request());
    boolean loopback = address.startsWith("127.")
        || address.contains("::1")
        || address.equals("0:0:0:0:0:0:0:1")
        || address.equals("[0:0:0:0:0:0:0:1]");
    return !loopback || ask.header("Host").matches(LOOPBACK_NAMES);
  }
}
