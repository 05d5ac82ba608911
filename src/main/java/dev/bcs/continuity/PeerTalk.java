package dev.bcs.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.link.Handlers;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What the two units ask each other over the link, as JSON with a version.
 *
 * <p>{@code continuity.role}: {@code {version, unit, role, epoch, start, opening}} gives the same
 * of the peer. With {@code opening} the asker may serve within {@link #ASKED_HOLDS} if the answer
 * allows it; the answerer does not begin to serve within {@link #OPENING_HOLDS}, which is longer.
 * {@code continuity.promise}: {@code {version, start}} gives an empty answer once it is durable
 * that the answerer does not serve until it has heard a later start of the asker.
 * {@code continuity.stand-down}: {@code {version, unit, epoch}} gives {@code {role, epoch}} once
 * the answerer's services are down and it is durably quarantined. All bear repetition.
 */
final class PeerTalk {
  static final String ROLE = "continuity.role";
  static final String PROMISE = "continuity.promise";
  static final String STAND_DOWN = "continuity.stand-down";
  static final Duration ASKED_HOLDS = Duration.ofSeconds(4);
  static final Duration OPENING_HOLDS = Duration.ofSeconds(8);

  private static final int VERSION = 1;
  private static final Duration QUESTION = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Desk desk;
  private final Hearing hearing;
  private final Demotion demotion;
  private volatile Optional<Asked> asked = Optional.empty();
  private volatile Optional<Long> opening = Optional.empty();

  /** An answer, and when its question was sent. */
  private record Asked(StartRules.Answer answer, long at) {}

  PeerTalk(Desk desk, Hearing hearing, Demotion demotion) {
    this.desk = desk;
    this.hearing = hearing;
    this.demotion = demotion;
  }

  void register(Handlers handlers) {
    handlers.on(ROLE, this::answerRole);
    handlers.on(PROMISE, this::answerPromise);
    handlers.on(STAND_DOWN, this::answerStandDown);
  }

  /** The peer's name, as its beats have it. */
  String peerName() {
    return ToldCodec.decode(desk.rooms.watch().view().payload()).unit();
  }

  /** The peer's answer, if its question was sent a short time ago. */
  Optional<StartRules.Answer> answer() {
    return asked
        .filter(a -> desk.rooms.clocks().since(a.at()).compareTo(ASKED_HOLDS) < 0)
        .map(Asked::answer);
  }

  /** Whether the peer has just asked in order to serve, so that this unit must not. */
  boolean peerIsOpening() {
    return opening.isPresent()
        && desk.rooms.clocks().since(opening.get()).compareTo(OPENING_HOLDS) < 0;
  }

  /** Asks on the asking thread; what comes of it is decided on the deciding one. */
  void ask(boolean forOpening, Runnable then) {
    desk.threads.ask(() -> {
      long at = desk.rooms.clocks().ticks();
      try {
        JsonNode answer = call(ROLE, me().put("opening", forOpening), QUESTION);
        Role role = Role.ofCode(answer.path("role").asInt());
        Epoch epoch = new Epoch(answer.path("epoch").asLong());
        long start = answer.path("start").asLong();
        asked = Optional.of(new Asked(new StartRules.Answer(role, epoch), at));
        desk.threads.decide(() -> {
          hearing.heard(epoch, start);
          then.run();
          return true;
        });
      } catch (IOException | RuntimeException notNow) {
        // Silence is an answer too: the rules count it.
      }
    });
  }

  /** Asks the peer, which lives, to stop serving for good. */
  void standDown(Epoch epoch, Duration limit) throws IOException {
    JsonNode answer = call(STAND_DOWN, me().put("epoch", epoch.value()), limit);
    Role role = Role.ofCode(answer.path("role").asInt());
    if (role != Role.QUARANTINED && role != Role.SECONDARY) {
      throw new IOException("the peer answered, but is still " + role.word());
    }
  }

  /** Asks the peer to promise not to serve until it hears this unit again. */
  void askPromise(Duration limit) throws IOException {
    call(PROMISE, me(), limit);
  }

  private ObjectNode me() {
    return JSON.createObjectNode()
        .put("version", VERSION)
        .put("unit", desk.settings.unit().name())
        .put("role", desk.role().code())
        .put("epoch", desk.epoch().value())
        .put("start", desk.start());
  }

  private JsonNode call(String verb, ObjectNode body, Duration limit) throws IOException {
    return JSON.readTree(desk.rooms.calls().call(verb, JSON.writeValueAsBytes(body), limit));
  }

  private byte[] answerRole(byte[] body) throws IOException {
    JsonNode question = JSON.readTree(body);
    Epoch epoch = new Epoch(Math.max(0, question.path("epoch").asLong()));
    ObjectNode answer = desk.threads.decide(() -> {
      hearing.heard(epoch, question.path("start").asLong());
      if (question.path("opening").asBoolean()) {
        opening = Optional.of(desk.rooms.clocks().ticks());
      }
      return me();
    });
    return JSON.writeValueAsBytes(answer);
  }

  private byte[] answerPromise(byte[] body) throws IOException {
    JsonNode question = JSON.readTree(body);
    long start = question.path("start").asLong();
    Epoch epoch = new Epoch(Math.max(0, question.path("epoch").asLong()));
    boolean promised = desk.threads.decide(() -> {
      boolean busy = desk.operation().filter(Operation::unfinished).isPresent();
      if (!HearingRules.promises(desk.standing(), busy, epoch, start)) {
        return false;
      }
      desk.write(() -> desk.note(s -> s.promise(start)));
      return true;
    });
    if (!promised) {
      throw new RefusedByPeer(
          Codes.NOT_SECONDARY,
          desk.settings.unit().name() + " is " + desk.role().word() + " and promises nothing");
    }
    return JSON.writeValueAsBytes(me());
  }

  private byte[] answerStandDown(byte[] body) throws IOException {
    JsonNode question = JSON.readTree(body);
    Epoch epoch = new Epoch(Math.max(0, question.path("epoch").asLong()));
    String refused = desk.threads.decide(() -> demotion.standDown(epoch));
    if (!refused.isEmpty()) {
      throw new RefusedByPeer(Codes.ROLE_CONFLICT, refused);
    }
    demotion.await();
    return JSON.writeValueAsBytes(me());
  }
}
