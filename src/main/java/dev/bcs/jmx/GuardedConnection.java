package dev.bcs.jmx;

import java.io.IOException;
import java.rmi.MarshalledObject;
import java.util.Map;
import java.util.Set;
import javax.management.AttributeList;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanException;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.remote.rmi.RMIConnectionImpl;
import javax.management.remote.rmi.RMIServerImpl;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * One signed-in client: reads all, changes nothing, invokes what its user may.
 *
 * <p>Operators invoke the operations of our bean, and those of {@code java.lang} that JConsole's
 * own pages need. All else that JMX could do from afar (make beans, load classes, set attributes,
 * dump the heap with its keys) is refused to everybody.
 */
final class GuardedConnection extends RMIConnectionImpl {
  private static final Set<String> INVOCABLE = Set.of("dev.bcs", "java.lang");

  private final String user;
  private final String from;
  private final Rights rights;

  GuardedConnection(
      RMIServerImpl server,
      String id,
      String user,
      Subject subject,
      Map<String, ?> env,
      Rights rights) {
    super(server, id, GuardedConnection.class.getClassLoader(), subject, env);
    this.user = user;
    this.from = address(id);
    this.rights = rights;
  }

  /** What users may do at this moment; a removed one may nothing. */
  interface Rights {
    boolean mayRead(String user);

    boolean mayInvoke(String user);
  }

  @Override
  @SuppressWarnings({"rawtypes", "NullAway"}) // MarshalledObject is raw in the JDK's interface
  public @Nullable Object invoke(
      ObjectName name,
      String operation,
      MarshalledObject params,
      String[] signature,
      Subject delegation)
      throws InstanceNotFoundException, MBeanException, ReflectionException, IOException {
    checkReader();
    boolean ours = name.getDomain().equals("dev.bcs");
    if (!ours && (!INVOCABLE.contains(name.getDomain()) || !rights.mayInvoke(user))) {
      throw new SecurityException(user + " may not invoke " + operation + " of " + name);
    }
    try {
      return new Caller(user, from, rights.mayInvoke(user)).invoke(new Caller.Work<>() {
        @Override
        public @Nullable Object run() throws Exception {
          return GuardedConnection.super.invoke(name, operation, params, signature, delegation);
        }
      });
    } catch (InstanceNotFoundException
        | MBeanException
        | ReflectionException
        | IOException
        | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("not invoked: " + e.getMessage(), e);
    }
  }

  @Override
  @SuppressWarnings("NullAway")
  public @Nullable Object getAttribute(ObjectName name, String attribute, Subject delegation)
      throws MBeanException, javax.management.AttributeNotFoundException, InstanceNotFoundException,
          ReflectionException, IOException {
    checkReader();
    return super.getAttribute(name, attribute, delegation);
  }

  @Override
  @SuppressWarnings("NullAway")
  public AttributeList getAttributes(ObjectName name, String[] attributes, Subject delegation)
      throws InstanceNotFoundException, ReflectionException, IOException {
    checkReader();
    return super.getAttributes(name, attributes, delegation);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public void setAttribute(ObjectName name, MarshalledObject attribute, Subject delegation) {
    throw refused("set attributes");
  }

  @Override
  @SuppressWarnings("rawtypes")
  public AttributeList setAttributes(
      ObjectName name, MarshalledObject attributes, Subject delegation) {
    throw refused("set attributes");
  }

  @Override
  public ObjectInstance createMBean(String type, ObjectName name, Subject delegation) {
    throw refused("make beans");
  }

  @Override
  public ObjectInstance createMBean(
      String type, ObjectName name, ObjectName loader, Subject delegation) {
    throw refused("make beans");
  }

  @Override
  @SuppressWarnings("rawtypes")
  public ObjectInstance createMBean(
      String type,
      ObjectName name,
      MarshalledObject params,
      String[] signature,
      Subject delegation) {
    throw refused("make beans");
  }

  @Override
  @SuppressWarnings("rawtypes")
  public ObjectInstance createMBean(
      String type,
      ObjectName name,
      ObjectName loader,
      MarshalledObject params,
      String[] signature,
      Subject delegation) {
    throw refused("make beans");
  }

  @Override
  public void unregisterMBean(ObjectName name, Subject delegation) {
    throw refused("remove beans");
  }

  private void checkReader() {
    if (!rights.mayRead(user)) {
      throw new SecurityException("the user " + user + " is not known any more");
    }
  }

  private SecurityException refused(String what) {
    return new SecurityException("nobody may " + what + " over this port");
  }

  /** The id begins with {@code rmi://ADDRESS } (JMXConnectionNotification). */
  private static String address(String id) {
    int begin = id.indexOf("//") + 2;
    int end = id.indexOf(' ');
    return begin >= 2 && end > begin ? id.substring(begin, end) : id;
  }
}
