package dev.bcs.snmp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.snmp4j.CommandResponder;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.SNMP4JSettings;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.mp.CounterSupport;
import org.snmp4j.mp.DefaultCounterListener;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModels;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmTimeEntry;
import org.snmp4j.security.UsmUserEntry;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * SNMPv3 over UDP with one engine: HMAC-192-SHA-256 and AES-128, and nothing else.
 *
 * <p>No version 1 or 2c, no weaker protocol, no user that was not added. Nothing is shared with
 * another wire of the same process.
 */
final class Wire implements AutoCloseable {
  private static final int PRIVACY_KEY = 16;
  private static final int SOCKET_BUFFER = 1 << 20;

  static {
    // Who comes with a wrong name or password is told so, in a report that needs no key.
    SNMP4JSettings.setReportSecurityLevelStrategy(
        SNMP4JSettings.ReportSecurityLevelStrategy.noAuthNoPrivIfNeeded);
  }

  private final Snmp snmp;
  private final MessageDispatcherImpl dispatcher;
  private final USM usm;
  private final byte[] engineId;
  private final List<DefaultUdpTransportMapping> sockets = new ArrayList<>();

  /**
   * Prepares an engine.
   *
   * @param discovers true for those who ask other engines; an agent knows its own alone
   */
  Wire(byte[] engineId, int boots, boolean discovers) {
    this.engineId = engineId.clone();
    SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
    protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
    protocols.addPrivacyProtocol(new PrivAES128());
    CounterSupport counters = new CounterSupport();
    counters.addCounterListener(new DefaultCounterListener());
    usm = new USM(protocols, new OctetString(engineId), boots, counters);
    usm.setEngineDiscoveryEnabled(discovers);
    // Without discovery the table must be told of this very engine, or it would be unknown too.
    usm.getTimeTable().addEntry(new UsmTimeEntry(new OctetString(engineId), boots, 0));
    SecurityModels models = new SecurityModels();
    models.addSecurityModel(usm);
    dispatcher = new MessageDispatcherImpl();
    dispatcher.addMessageProcessingModel(new MPv3(engineId, null, protocols, models, counters));
    snmp = new Snmp(dispatcher);
  }

  /** Binds a socket; port 0 is any free one. */
  void bind(InetSocketAddress address, String purpose) throws IOException {
    DefaultUdpTransportMapping socket;
    try {
      socket = new DefaultUdpTransportMapping(
          new UdpAddress(address.getAddress(), address.getPort()), false);
    } catch (IOException taken) {
      throw new IOException(
          "snmp cannot listen on udp " + address.getAddress().getHostAddress() + ":"
              + address.getPort() + ": " + taken.getMessage()
              + "\nhint: see who holds it with ss -ulpn, or set another [snmp] listen",
          taken);
    }
    socket.setThreadName("bcs-snmp-" + purpose);
    socket.setReceiveBufferSize(SOCKET_BUFFER);
    sockets.add(socket);
    snmp.addTransportMapping(socket);
  }

  void listen(CommandResponder responder) throws IOException {
    snmp.addCommandResponder(responder);
    snmp.listen();
  }

  void listen() throws IOException {
    snmp.listen();
  }

  /** The socket that was bound so many-th, from 0. */
  DefaultUdpTransportMapping socket(int index) {
    return sockets.get(index);
  }

  int port(int index) {
    return sockets.get(index).getListenAddress().getPort();
  }

  byte[] engineId() {
    return engineId.clone();
  }

  USM usm() {
    return usm;
  }

  MessageDispatcherImpl dispatcher() {
    return dispatcher;
  }

  /** These users and no others, at once. */
  void users(List<UsmUserEntry> users) {
    usm.getUserTable().setUsers(users);
  }

  /** A user by keys that are localized to an engine already. */
  static UsmUserEntry localized(byte[] engine, String name, byte[] authKey, byte[] privKey) {
    return new UsmUserEntry(
        engine,
        new OctetString(name),
        AuthHMAC192SHA256.ID,
        authKey,
        PrivAES128.ID,
        Arrays.copyOf(privKey, PRIVACY_KEY));
  }

  /** A user by his password, as RFC 3414 A.2 makes keys of it. */
  static UsmUserEntry ofPassword(byte[] engine, String name, String password) {
    byte[] key = key(password, engine);
    return localized(engine, name, key, key);
  }

  /** The key that a password gives at an engine; the same for authentication and privacy. */
  static byte[] key(String password, byte[] engine) {
    return new AuthHMAC192SHA256().passwordToKey(new OctetString(password), engine);
  }

  /** Finds the engine that answers at an address, or an empty array. */
  byte[] discover(UdpAddress address, long millis) {
    byte[] found = snmp.discoverAuthoritativeEngineID(address, millis);
    return found == null ? new byte[0] : found;
  }

  /** A target with authentication and privacy. */
  static UserTarget<UdpAddress> target(
      UdpAddress address, String user, byte[] engine, long millis, int retries) {
    UserTarget<UdpAddress> target =
        new UserTarget<>(address, new OctetString(user), engine, SecurityLevel.AUTH_PRIV);
    target.setVersion(SnmpConstants.version3);
    target.setTimeout(millis);
    target.setRetries(retries);
    return target;
  }

  /** Sends and waits; for a trap, only sends. */
  ResponseEvent<UdpAddress> send(PDU pdu, UserTarget<UdpAddress> target, int socket)
      throws IOException {
    return snmp.send(pdu, target, sockets.get(socket));
  }

  static ScopedPDU pdu(int type, List<VariableBinding> bindings) {
    ScopedPDU pdu = new ScopedPDU();
    pdu.setType(type);
    pdu.addAll(bindings);
    return pdu;
  }

  /** Ends the threads and closes the sockets. */
  @Override
  public void close() throws IOException {
    snmp.close();
  }
}
