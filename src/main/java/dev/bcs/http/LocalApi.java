package dev.bcs.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.status.Access;
import dev.bcs.status.Pairing;
import dev.bcs.status.Refused;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** What is done on the unit itself only, over its Unix socket: users and pairing. */
final class LocalApi {
  private static final String USERS = "/api/v1/users";
  private static final int LINK_PORT = 7400;

  private final Access access;
  private final Pairing pairing;

  LocalApi(Access access, Pairing pairing) {
    this.access = access;
    this.pairing = pairing;
  }

  Map<String, Map<String, Api.Endpoint>> routes() {
    return Map.of(
        USERS,
        Map.of(
            "GET", local(this::list),
            "POST", local(this::add),
            "DELETE", local(this::remove)),
        USERS + "/password",
        Map.of("POST", local(this::passwd)),
        "/api/v1/pair/invite",
        Map.of("POST", local(this::invite), "GET", local(this::invitation)),
        "/api/v1/pair/accept",
        Map.of("POST", local(this::accept)));
  }

  /** Keys and passwords are made at the machine, not from afar. */
  private static Api.Endpoint local(Api.Endpoint endpoint) {
    return ask -> {
      if (!ask.local()) {
        throw new Problem(
            403, "this is done on the unit itself only", "use the bcs command on that machine");
      }
      return endpoint.answer(ask);
    };
  }

  private Answer list(Ask ask) {
    ObjectNode all = PictureJson.object();
    all.set(
        "users",
        PictureJson.array(
            access.list(),
            m -> PictureJson.object()
                .put("name", m.name())
                .put("role", m.operator() ? "operator" : "viewer")
                .put("snmp", m.snmp())));
    return Answer.json(200, all);
  }

  private Answer add(Ask ask) throws Problem, Refused {
    ask.readBody(Set.of("name", "role", "password"));
    String role = ask.text("role");
    if (!role.equals("viewer") && !role.equals("operator")) {
      throw Problem.bad("the role must be viewer or operator", "a viewer looks, an operator acts");
    }
    char[] password = ask.text("password").toCharArray();
    try {
      access.add(ask.text("name"), role.equals("operator"), password, Gate.localActor(ask));
    } finally {
      Arrays.fill(password, '\0');
    }
    return done(201, ask.text("name") + " is a user now");
  }

  private Answer passwd(Ask ask) throws Problem, Refused {
    ask.readBody(Set.of("name", "password"));
    char[] password = ask.text("password").toCharArray();
    try {
      access.passwd(ask.text("name"), password, Gate.localActor(ask));
    } finally {
      Arrays.fill(password, '\0');
    }
    return done(200, ask.text("name") + " has another password now");
  }

  private Answer remove(Ask ask) throws Problem, Refused {
    String name = ask.parameter("name");
    if (name.isEmpty()) {
      throw Problem.bad("no name is given", "DELETE " + USERS + "?name=NAME");
    }
    access.remove(name, Gate.localActor(ask));
    return done(200, name + " is no user any more");
  }

  private Answer invite(Ask ask) throws Problem, Refused {
    Pairing.Invitation invitation = pairing.invite(Gate.localActor(ask));
    return Answer.json(
        200,
        PictureJson.object()
            .put("code", invitation.code())
            .put("until", invitation.until().toString()));
  }

  private Answer invitation(Ask ask) {
    return Answer.json(200, PictureJson.object().put("state", pairing.invitation()));
  }

  private Answer accept(Ask ask) throws Problem, Refused {
    ask.readBody(Set.of("host", "port", "code"));
    long port = ask.has("port") ? ask.whole("port") : LINK_PORT;
    if (ask.text("host").isBlank() || port < 1 || port > 65_535) {
      throw Problem.bad("host and port of the other unit are needed", "HOST[:PORT], like 10.0.0.2");
    }
    String text =
        pairing.accept(ask.text("host"), (int) port, ask.text("code"), Gate.localActor(ask));
    return done(200, text);
  }

  private static Answer done(int status, String text) {
    return Answer.json(status, PictureJson.object().put("text", text));
  }
}
