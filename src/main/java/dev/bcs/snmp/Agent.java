package dev.bcs.snmp;

import dev.bcs.status.Actor;
import dev.bcs.status.Board;
import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import dev.bcs.time.Clocks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;

/**
 * Answers requests: viewers read, operators write, and who comes without privacy gets nothing.
 *
 * <p>Runs on the thread of the socket; a request sees one picture from its first varbind to its
 * last.
 */
final class Agent implements CommandResponder {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

  /** Larger answers only burden the network; a bulk answer is cut here. */
  private static final int LARGEST_ANSWER = 16_000;

  /** Header of the PDU itself, around its varbinds. */
  private static final int PDU_HEADER = 120;

  private final Board board;
  private final Operations operations;
  private final Clocks clocks;
  private final Tree tree;
  private final Reader reader;
  private final OrderDesk desk;
  private volatile Map<String, Boolean> operators = Map.of();
  private volatile boolean broken;

  Agent(Board board, Operations operations, Clocks clocks, Tree tree, OrderDesk desk) {
    this.board = board;
    this.operations = operations;
    this.clocks = clocks;
    this.tree = tree;
    this.reader = new Reader(tree);
    this.desk = desk;
  }

  /** User name to whether he is an operator. */
  void users(Map<String, Boolean> next) {
    operators = Map.copyOf(next);
  }

  Moment moment() {
    Picture picture = board.picture();
    return new Moment(picture, clocks.since(picture.ticks()), operations::check);
  }

  @Override
  public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
    PDU request = event.getPDU();
    if (event.isProcessed() || request == null || !request.isConfirmedPdu()) {
      return;
    }
    event.setProcessed(true);
    PDU answer;
    try {
      answer = answer(event, request);
      broken = false;
    } catch (RuntimeException failed) {
      if (!broken) {
        LOG.error("snmp cannot answer a request", failed);
        broken = true;
      }
      answer = refusal(request, PDU.genErr, 0);
    }
    reply(event, answer);
  }

  private PDU answer(CommandResponderEvent<?> event, PDU request) {
    String user = new String(event.getSecurityName(), StandardCharsets.UTF_8);
    Boolean operator = operators.get(user);
    if (event.getSecurityLevel() != SecurityLevel.AUTH_PRIV
        || event.getMessageProcessingModel() != 3
        || operator == null
        || !(request instanceof ScopedPDU scoped)
        || scoped.getContextName().length() > 0) {
      return refusal(request, PDU.authorizationError, 0);
    }
    return switch (request.getType()) {
      case PDU.GET, PDU.GETNEXT, PDU.GETBULK -> read(event, request);
      case PDU.SET -> set(event, request, user, operator);
      default -> refusal(request, PDU.genErr, 0);
    };
  }

  private PDU read(CommandResponderEvent<?> event, PDU request) {
    int room = Math.min(LARGEST_ANSWER, event.getMaxSizeResponsePDU()) - PDU_HEADER;
    List<VariableBinding> found = reader.read(request, moment(), room);
    if (found == null) {
      PDU tooBig = refusal(request, PDU.tooBig, 0);
      tooBig.clear();
      return tooBig;
    }
    PDU answer = response(request);
    answer.setVariableBindings(found);
    return answer;
  }

  private PDU set(CommandResponderEvent<?> event, PDU request, String user, boolean operator) {
    Actor actor = new Actor(user, Actor.Door.SNMP, from(event.getPeerAddress()));
    if (!operator) {
      operations.recordDenied("set", "not-permitted: " + user + " may only read", actor);
      return refusal(request, PDU.noAccess, 1);
    }
    Moment moment = moment();
    OrderDesk.Answer done = desk.set(
        request.getRequestID().getValue(),
        request.getVariableBindings(),
        actor,
        moment.picture().unit(),
        oid -> tree.get(oid, moment) != null);
    PDU answer = response(request);
    answer.setErrorStatus(done.status());
    answer.setErrorIndex(done.index());
    return answer;
  }

  private static PDU response(PDU request) {
    PDU answer = (PDU) request.clone();
    answer.setType(PDU.RESPONSE);
    answer.setErrorStatus(PDU.noError);
    answer.setErrorIndex(0);
    return answer;
  }

  private static PDU refusal(PDU request, int status, int index) {
    PDU answer = response(request);
    answer.setErrorStatus(status);
    answer.setErrorIndex(index);
    return answer;
  }

  static String from(@Nullable Address address) {
    return address instanceof UdpAddress udp
        ? udp.getInetAddress().getHostAddress()
        : String.valueOf(address);
  }

  private static <A extends Address> void reply(CommandResponderEvent<A> event, PDU answer) {
    try {
      StatusInformation status = new StatusInformation();
      int result = event
          .getMessageDispatcher()
          .returnResponsePdu(
              event.getMessageProcessingModel(),
              event.getSecurityModel(),
              event.getSecurityName(),
              event.getSecurityLevel(),
              answer,
              event.getMaxSizeResponsePDU(),
              event.getStateReference(),
              status);
      if (result != SnmpConstants.SNMP_MP_OK) {
        LOG.debug("snmp could not answer {}: {}", event.getPeerAddress(), status);
      }
    } catch (MessageException unreachable) {
      LOG.debug("snmp could not answer {}", event.getPeerAddress(), unreachable);
    }
  }
}
