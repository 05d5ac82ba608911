package dev.bcs.jmx;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.Map;
import javax.management.remote.rmi.RMIConnection;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Makes a guarded connection for each client that has signed in, all on the one port. */
final class GuardedServer extends RMIJRMPServerImpl {
  /** What JMX itself sends; bodies of other types are not even read. */
  private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter(
      "maxdepth=16;maxarray=100000;maxrefs=100000;java.lang.*;java.util.*;java.rmi.**;"
          + "javax.management.**;javax.security.auth.Subject;!*");

  private final int port;
  private final @Nullable RMIClientSocketFactory clientSockets;
  private final Sockets sockets;
  private final Map<String, ?> env;
  private final GuardedConnection.Rights rights;

  @SuppressWarnings("NullAway") // the JDK takes null for plain sockets
  GuardedServer(
      int port,
      @Nullable RMIClientSocketFactory clientSockets,
      Sockets sockets,
      Map<String, ?> env,
      GuardedConnection.Rights rights)
      throws IOException {
    super(port, clientSockets, sockets, env);
    this.port = port;
    this.clientSockets = clientSockets;
    this.sockets = sockets;
    this.env = env;
    this.rights = rights;
  }

  @Override
  @SuppressWarnings("NullAway")
  protected RMIConnection makeClient(String id, @Nullable Subject subject) throws IOException {
    if (subject == null || subject.getPrincipals().isEmpty()) {
      throw new SecurityException("nobody has signed in");
    }
    String user = subject.getPrincipals().iterator().next().getName();
    GuardedConnection made = new GuardedConnection(this, id, user, subject, env, rights);
    UnicastRemoteObject.exportObject(made, port, clientSockets, sockets, FILTER);
    return made;
  }
}
