package dev.bcs.demo;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The JMX door through a client of the JDK, over the unit's one port. */
final class JmxDoor implements Door {
  private final JMXConnector client;
  private final ObjectName bean;

  @SuppressWarnings("BanJNDI") // the JDK finds a JMX server only so; the address is our own
  JmxDoor(DemoUnit unit, String user, String password) throws IOException, JMException {
    bean = new ObjectName("dev.bcs:type=Continuity");
    client = JMXConnectorFactory.connect(
        new JMXServiceURL(
            "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + unit.ports().jmx() + "/jmxrmi"),
        Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
  }

  Object attribute(String name) throws IOException, JMException {
    return client.getMBeanServerConnection().getAttribute(bean, name);
  }

  Object invoke(String operation, String... arguments) throws IOException, JMException {
    String[] types = new String[arguments.length];
    Arrays.fill(types, String.class.getName());
    return client.getMBeanServerConnection().invoke(bean, operation, arguments, types);
  }

  @Override
  public long token() throws Exception {
    return Long.parseLong(String.valueOf(((CompositeData) invoke("check")).get("token")));
  }

  @Override
  public Answer promote(Order order) throws Exception {
    return given(
        order.unit(),
        order.reason(),
        order.fence(),
        String.join(" ", order.overrides()),
        "" + order.token());
  }

  /** The five fields as JConsole shows them. */
  Answer given(String... fields) throws IOException {
    try {
      return new Answer(true, String.valueOf(invoke("promote", fields)));
    } catch (JMException | RuntimeException refused) {
      StringBuilder words = new StringBuilder();
      for (Throwable at = refused; at != null; at = at.getCause()) {
        words.append(at.getMessage()).append('\n');
      }
      return new Answer(false, words.toString());
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
