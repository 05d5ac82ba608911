package dev.bcs.snmp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snmp4j.PDU;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * Reads and orders over SNMPv3 authPriv, by the names of the MIB; not safe for several threads.
 *
 * <p>Objects are named as in the MIB with their instance ("bcsGapSeconds.0"), or by number.
 */
public final class SnmpClient implements AutoCloseable {
  private static final long ANSWER_MILLIS = 1_000;
  private static final int RETRIES = 3;
  private static final int STEP = 20;
  private static final int MOST = 200_000;

  private final Mib mib = Mib.load();
  private final Wire wire;
  private final UserTarget<UdpAddress> target;

  /**
   * What came of a SET.
   *
   * @param status noError, wrongValue and so on, as RFC 3416 calls them
   * @param object the object at fault, or empty
   */
  public record Answer(boolean done, String status, String object) {}

  private SnmpClient(Wire wire, UserTarget<UdpAddress> target) {
    this.wire = wire;
    this.target = target;
  }

  /** Finds the engine and signs in; a wrong user or password shows at the first request. */
  public static SnmpClient connect(String host, int port, String user, String password)
      throws IOException {
    byte[] own = new byte[17];
    new SecureRandom().nextBytes(own);
    own[0] = (byte) 0x80;
    own[4] = 5;
    Wire wire = new Wire(own, 1, true);
    try {
      wire.bind(new InetSocketAddress("0.0.0.0", 0), "client");
      wire.listen();
      UdpAddress address = new UdpAddress(InetAddress.getByName(host), port);
      byte[] engine = new byte[0];
      for (int i = 0; i <= RETRIES && engine.length == 0; i++) {
        engine = wire.discover(address, ANSWER_MILLIS);
      }
      if (engine.length == 0) {
        throw new IOException("no SNMP engine answers at " + host + ":" + port
            + "\nhint: is the unit running, and [snmp] listen set to this address?");
      }
      wire.users(List.of(Wire.ofPassword(engine, user, password)));
      return new SnmpClient(wire, Wire.target(address, user, engine, ANSWER_MILLIS, RETRIES));
    } catch (IOException | RuntimeException failed) {
      wire.close();
      throw failed;
    }
  }

  /** Reads these in one request, so that they are of one moment; what is missing is left out. */
  public Map<String, String> get(String... objects) throws IOException {
    List<VariableBinding> asked = new ArrayList<>();
    for (String object : objects) {
      asked.add(new VariableBinding(mib.instance(object)));
    }
    PDU answer = ask(Wire.pdu(PDU.GET, asked));
    check(answer);
    List<VariableBinding> found = new ArrayList<>(answer.getVariableBindings());
    found.removeIf(b -> b.getVariable().isException());
    return Shown.all(mib, found);
  }

  /** Reads one text or number. */
  public String text(String object) throws IOException {
    String value = get(object).get(object);
    if (value == null) {
      throw new IOException("the agent does not answer " + object);
    }
    return value;
  }

  /** Everything below an object, in order. */
  public Map<String, String> walk(String object) throws IOException {
    OID root = mib.instance(object);
    OID last = root;
    Map<String, String> all = new LinkedHashMap<>();
    while (all.size() < MOST) {
      PDU request = Wire.pdu(PDU.GETBULK, List.of(new VariableBinding(last)));
      request.setMaxRepetitions(STEP);
      PDU answer = ask(request);
      check(answer);
      List<VariableBinding> inside = new ArrayList<>();
      for (VariableBinding b : answer.getVariableBindings()) {
        if (b.getVariable().isException() || !b.getOid().startsWith(root)) {
          all.putAll(Shown.all(mib, inside));
          return all;
        }
        inside.add(b);
      }
      all.putAll(Shown.all(mib, inside));
      if (inside.isEmpty()) {
        return all;
      }
      OID next = inside.get(inside.size() - 1).getOid();
      if (next.compareTo(last) <= 0) {
        throw new IOException("the agent does not go on after " + last);
      }
      last = next;
    }
    return all;
  }

  /** Writes these in one request: texts, and numbers as {@code Long} or {@code Integer}. */
  public Answer set(Map<String, Object> values) throws IOException {
    List<VariableBinding> written = new ArrayList<>();
    for (Map.Entry<String, Object> value : values.entrySet()) {
      OID instance = mib.instance(value.getKey());
      written.add(new VariableBinding(instance, variable(instance, value.getValue())));
    }
    PDU answer = ask(Wire.pdu(PDU.SET, written));
    int index = answer.getErrorIndex();
    String object =
        index > 0 && index <= written.size() ? mib.nameOf(written.get(index - 1).getOid()) : "";
    return new Answer(
        answer.getErrorStatus() == PDU.noError, status(answer.getErrorStatus()), object);
  }

  /** Reads unit and token, then orders a promotion in one request. */
  public Answer promote(String unit, String reason, String fence, String overrides)
      throws IOException {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("bcsPromoteUnit.0", unit);
    order.put("bcsPromoteReason.0", reason);
    order.put("bcsPromoteFence.0", (long) SetValues.FENCES.indexOf(fence) + 1);
    if (!overrides.isEmpty()) {
      order.put("bcsPromoteOverrides.0", overrides);
    }
    order.put("bcsPromoteGo.0", Long.parseLong(text("bcsPromoteToken.0")));
    return set(order);
  }

  private Variable variable(OID instance, Object value) {
    if (value instanceof Number number) {
      boolean coded =
          mib.objectOf(instance).map(node -> node.syntax().equals("INTEGER")).orElse(false);
      return coded ? new Integer32(number.intValue()) : new Gauge32(number.longValue());
    }
    return new OctetString(value.toString().getBytes(StandardCharsets.UTF_8));
  }

  private PDU ask(PDU request) throws IOException {
    ResponseEvent<UdpAddress> event = wire.send(request, target, 0);
    PDU answer = event.getResponse();
    if (answer == null) {
      throw new IOException("the agent at " + target.getAddress() + " does not answer");
    }
    if (answer.getType() == PDU.REPORT) {
      throw new IOException("the agent turned the user " + target.getSecurityName() + " away: "
          + answer.getVariableBindings() + "\nhint: check user and password");
    }
    return answer;
  }

  private static void check(PDU answer) throws IOException {
    if (answer.getErrorStatus() != PDU.noError) {
      throw new IOException("the agent refuses: " + status(answer.getErrorStatus()));
    }
  }

  static String status(int code) {
    return switch (code) {
      case PDU.noError -> "noError";
      case PDU.tooBig -> "tooBig";
      case PDU.genErr -> "genErr";
      case PDU.noAccess -> "noAccess";
      case PDU.wrongType -> "wrongType";
      case PDU.wrongLength -> "wrongLength";
      case PDU.wrongValue -> "wrongValue";
      case PDU.noCreation -> "noCreation";
      case PDU.inconsistentValue -> "inconsistentValue";
      case PDU.authorizationError -> "authorizationError";
      case PDU.notWritable -> "notWritable";
      default -> "error " + code;
    };
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
