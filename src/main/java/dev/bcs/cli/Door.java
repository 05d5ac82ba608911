package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.http.DoorClosed;
import dev.bcs.http.SocketPaths;
import dev.bcs.http.UnixClient;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The daemon's Unix socket; what it refuses becomes a sentence and an exit code. */
final class Door {
  static final String V1 = "/api/v1/";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  /** A pair is made within two talks of twenty seconds. */
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(60);

  private final Path socket;
  private final UnixClient client;
  private final UnixClient slow;

  Door(Home home, String as, Clocks clocks) {
    this.socket = home.socket();
    this.client = new UnixClient(socket, as, PATIENCE, clocks);
    this.slow = new UnixClient(socket, as, LONG_PATIENCE, clocks);
  }

  /** One question to the daemon. */
  @FunctionalInterface
  private interface Question {
    UnixClient.Reply ask() throws DoorClosed;
  }

  static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }

  JsonNode status() {
    return get("status");
  }

  /** Reads {@code /api/v1/NAME}. */
  JsonNode get(String name) {
    return json(() -> client.get(V1 + name));
  }

  JsonNode post(String name, @Nullable JsonNode body) {
    return json(() -> client.post(V1 + name, body));
  }

  /** As {@link #post}, for what takes up to a minute. */
  JsonNode postSlow(String name, @Nullable JsonNode body) {
    return json(() -> slow.post(V1 + name, body));
  }

  JsonNode delete(String name) {
    return json(() -> client.delete(V1 + name));
  }

  /** Follows the live stream; see {@link UnixClient#follow}. */
  void follow(String lastId, UnixClient.Follower follower) {
    try {
      client.follow(V1 + "events", lastId, follower);
    } catch (DoorClosed e) {
      throw closed(e);
    }
  }

  /** Whether no daemon is there at all; one that keeps the caller out is there. */
  boolean isSilent() {
    try {
      client.get("/healthz");
      return false;
    } catch (DoorClosed e) {
      if (closed(e).code() == ExitCode.NOT_PERMITTED) {
        throw closed(e);
      }
      return true;
    }
  }

  private JsonNode json(Question question) {
    UnixClient.Reply reply;
    try {
      reply = question.ask();
    } catch (DoorClosed e) {
      throw closed(e);
    }
    JsonNode json = reply.json();
    if (reply.well()) {
      return json;
    }
    throw failure(reply.status(), json);
  }

  private CommandFailed closed(DoorClosed e) {
    Path usable = SocketPaths.usable(socket);
    if (Files.exists(usable) && !Files.isWritable(usable)) {
      return new CommandFailed(
          ExitCode.NOT_PERMITTED,
          "this user may not open the daemon's socket " + usable,
          "become a member of the group bcs-operator, or use sudo");
    }
    return new CommandFailed(ExitCode.NO_DAEMON, String.valueOf(e.getMessage()));
  }

  /** The command's end that an error of the daemon means. */
  static CommandFailed failure(int status, JsonNode json) {
    String sentence = json.path("error").asText("the daemon answered " + status);
    String hint = json.path("hint").asText("");
    List<String> reasons = reasons(json.path("reasons"));
    if (!reasons.isEmpty() && (status == 409 || status == 404)) {
      String all = String.join("\n", reasons);
      boolean hinted = all.contains("\nhint: ") || hint.isEmpty();
      return CommandFailed.refused(all + (hinted ? "" : "\nhint: " + hint));
    }
    ExitCode code = switch (status) {
      case 400 -> ExitCode.USAGE;
      case 401, 403 -> ExitCode.NOT_PERMITTED;
      case 409 -> ExitCode.REFUSED;
      default -> ExitCode.FAILED;
    };
    return new CommandFailed(code, sentence, hint);
  }

  /** Reasons as {@code code: text}, one a line. */
  static List<String> reasons(JsonNode list) {
    List<String> lines = new ArrayList<>();
    list.forEach(r -> lines.add(r.path("code").asText() + ": " + r.path("text").asText()));
    return lines;
  }
}
