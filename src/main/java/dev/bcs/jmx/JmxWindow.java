package dev.bcs.jmx;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jmx.JmxReporter;
import dev.bcs.status.Access;
import dev.bcs.status.Board;
import dev.bcs.status.History;
import dev.bcs.status.Operations;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.rmi.NoSuchObjectException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.rmi.server.UnicastRemoteObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the pair over JMX and takes orders there, on one fixed port.
 *
 * <p>The RMI registry of the JDK lets processes of the same machine rebind its names; who may run
 * code there may do worse, so this is not defended against.
 */
public final class JmxWindow implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JmxWindow.class);
  private static final String ENTRY = "jmxrmi";
  private static final String HOSTNAME = "java.rmi.server.hostname";

  private final JmxSettings settings;
  private final Board board;
  private final Operations operations;
  private final Access access;
  private final History history;
  private final MetricRegistry metrics;
  private final @Nullable SSLContext tls;
  private final MBeanServer beans;
  private volatile Map<String, Boolean> members = Map.of();
  private @Nullable JmxReporter reporter;
  private @Nullable AutoCloseable listening;
  private @Nullable Registry registry;
  private @Nullable JMXConnectorServer server;

  /** As the daemon uses it: the platform's bean server, so that a local attach can read, too. */
  public JmxWindow(
      JmxSettings settings,
      Board board,
      Operations operations,
      Access access,
      History history,
      MetricRegistry metrics,
      @Nullable SSLContext tls) {
    this.settings = settings;
    this.board = board;
    this.operations = operations;
    this.access = access;
    this.history = history;
    this.metrics = metrics;
    this.tls = tls;
    this.beans = ManagementFactory.getPlatformMBeanServer();
  }

  /** Registers the beans and opens the port; an empty listen opens none. Idempotent. */
  public synchronized void start() throws IOException {
    if (listening != null) {
      return;
    }
    learn();
    access.onChange(this::learn);
    try {
      ContinuityBean bean = new ContinuityBean(board, operations);
      beans.registerMBean(bean, name());
      listening = history.listen(bean::tell);
    } catch (JMException e) {
      throw new IOException("the JMX bean " + name() + " cannot be registered", e);
    }
    JmxReporter made = JmxReporter.forRegistry(metrics)
        .registerWith(beans)
        .inDomain("dev.bcs.metrics")
        .build();
    made.start();
    reporter = made;
    if (!settings.listen().isEmpty()) {
      try {
        openPort(Listen.of(settings.listen()));
      } catch (IOException | RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  private void openPort(Listen listen) throws IOException {
    boolean secure = !listen.isLoopback();
    if (secure && tls == null) {
      throw new IOException("[jmx] listen = \"" + settings.listen()
          + "\" is not a loopback address and there is no key for TLS"
          + "\nhint: pair the unit first, or listen on 127.0.0.1");
    }
    InetAddress address = listen.address();
    if (address != null && System.getProperty(HOSTNAME) == null) {
      // Stubs carry this name; without it they carry whatever the machine calls itself.
      System.setProperty(HOSTNAME, address.getHostAddress());
    }
    Sockets sockets = new Sockets(address, secure ? tls : null);
    RMIClientSocketFactory clients = secure ? new SslRMIClientSocketFactory() : null;
    Map<String, Object> env = new HashMap<>();
    env.put(JMXConnectorServer.AUTHENTICATOR, (JMXAuthenticator) this::signIn);
    env.put(RMIConnectorServer.CREDENTIALS_FILTER_PATTERN, "java.lang.String;!*");
    try {
      registry = export(listen.port(), clients, sockets);
      GuardedServer guarded =
          new GuardedServer(listen.port(), clients, sockets, env, new Members());
      RMIConnectorServer opened = new RMIConnectorServer(
          new JMXServiceURL("rmi", listen.host(), listen.port()), env, guarded, beans);
      opened.start();
      server = opened;
      registry.rebind(ENTRY, guarded.toStub());
    } catch (IOException e) {
      throw new IOException(
          "the JMX port " + settings.listen() + " cannot be opened: " + cause(e)
              + "\nhint: is it in use? choose another one in [jmx] listen",
          e);
    }
    LOG.info("JMX is served at {}", url());
  }

  @SuppressWarnings("NullAway") // the JDK takes null for plain sockets
  private static Registry export(
      int port, @Nullable RMIClientSocketFactory clients, Sockets sockets) throws IOException {
    return LocateRegistry.createRegistry(port, clients, sockets);
  }

  /** What a JMX client is to be given; empty if no port is open. */
  public String url() {
    if (settings.listen().isEmpty()) {
      return "";
    }
    Listen listen = Listen.of(settings.listen());
    return "service:jmx:rmi:///jndi/rmi://" + listen.host() + ":" + listen.port() + "/" + ENTRY;
  }

  @Override
  public synchronized void close() {
    attempt("connector", server == null ? null : server::stop);
    server = null;
    Registry open = registry;
    if (open != null) {
      attempt("registry", () -> unexport(open));
    }
    registry = null;
    attempt("listener", listening);
    listening = null;
    attempt("metrics", reporter);
    reporter = null;
    attempt("bean", beans.isRegistered(name()) ? () -> beans.unregisterMBean(name()) : null);
  }

  private static void unexport(Registry open) throws NoSuchObjectException {
    UnicastRemoteObject.unexportObject(open, true);
  }

  private static void attempt(String what, @Nullable AutoCloseable deed) {
    if (deed == null) {
      return;
    }
    try {
      deed.close();
    } catch (Exception e) {
      LOG.warn("the JMX {} did not close", what, e);
    }
  }

  private Subject signIn(@Nullable Object credentials) {
    if (!(credentials instanceof String[] pair)
        || pair.length != 2
        || pair[0] == null
        || pair[1] == null) {
      throw new SecurityException("name and password are needed");
    }
    String from = clientHost();
    Optional<Access.Grant> grant = access.signIn(pair[0], pair[1].toCharArray(), from);
    if (grant.isEmpty()) {
      LOG.info("{} from {} did not sign in over JMX", pair[0], from);
      throw new SecurityException("name or password is wrong");
    }
    return new Subject(true, Set.of(new JMXPrincipal(grant.get().user())), Set.of(), Set.of());
  }

  private static String clientHost() {
    try {
      return RemoteServer.getClientHost();
    } catch (ServerNotActiveException e) {
      return "unknown";
    }
  }

  private void learn() {
    members = access.list().stream()
        .collect(Collectors.toUnmodifiableMap(Access.Member::name, Access.Member::operator));
  }

  /** The rights as they are now, not as they were when somebody signed in. */
  private final class Members implements GuardedConnection.Rights {
    @Override
    public boolean mayRead(String user) {
      return members.containsKey(user);
    }

    @Override
    public boolean mayInvoke(String user) {
      return members.getOrDefault(user, false);
    }
  }

  private static String cause(Throwable e) {
    Throwable root = e;
    for (int i = 0; i < 10 && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  static ObjectName name() {
    try {
      return new ObjectName("dev.bcs:type=Continuity");
    } catch (JMException e) {
      throw new IllegalStateException("the name is well formed", e);
    }
  }
}
