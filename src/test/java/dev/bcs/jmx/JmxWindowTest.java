package dev.bcs.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.codahale.metrics.MetricRegistry;
import dev.bcs.link.FreePorts;
import dev.bcs.status.AlarmKind;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.FakeBoard;
import dev.bcs.status.FakeHistory;
import dev.bcs.status.FakeOperations;
import dev.bcs.status.Operations;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Attribute;
import javax.management.JMX;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real JMX client over the real port. */
class JmxWindowTest {
  private static final String[] PROMOTION = {
    "wave-b", "wave-a burnt, ticket 4711", "unplugged", "", "3141592653"
  };
  private static final String[] FIVE_STRINGS = {
    "java.lang.String",
    "java.lang.String",
    "java.lang.String",
    "java.lang.String",
    "java.lang.String"
  };

  @TempDir
  Path home;

  private final FakeBoard board = new FakeBoard(SamplePictures.outage().picture());
  private final FakeOperations operations = new FakeOperations();
  private final FakeAccess access = new FakeAccess();
  private final FakeHistory history = new FakeHistory();
  private final MetricRegistry metrics = new MetricRegistry();
  private JmxWindow window;
  private int port;

  @BeforeEach
  void open() throws IOException {
    port = FreePorts.one();
    window = window("127.0.0.1:" + port);
    window.start();
  }

  private JmxWindow window(String listen) {
    return new JmxWindow(
        new JmxSettings(listen), board, operations, access, history, metrics, null);
  }

  @AfterEach
  void close() {
    window.close();
  }

  @SuppressWarnings("BanJNDI") // the JDK finds a JMX server only so; the address is our own
  private JMXConnector connect(String user, String password) throws IOException {
    return JMXConnectorFactory.connect(
        new JMXServiceURL(window.url()),
        Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
  }

  private JMXConnector operator() throws IOException {
    return connect(FakeAccess.OPERATOR, FakeAccess.OPERATOR_PASSWORD);
  }

  private JMXConnector viewer() throws IOException {
    return connect(FakeAccess.VIEWER, FakeAccess.VIEWER_PASSWORD);
  }

  private static Object promote(JMXConnector client, String... arguments) throws Exception {
    return client
        .getMBeanServerConnection()
        .invoke(JmxWindow.name(), "promote", arguments, FIVE_STRINGS);
  }

  @Test
  void aViewerReadsWhatThePictureSays() throws Exception {
    try (JMXConnector client = viewer()) {
      ContinuityMXBean bean = JMX.newMXBeanProxy(
          client.getMBeanServerConnection(), JmxWindow.name(), ContinuityMXBean.class);
      assertThat(bean.getRole()).isEqualTo("secondary");
      assertThat(bean.getPeerState()).isEqualTo("down");
      assertThat(bean.getDataGapSeconds()).isEqualTo(600);
      assertThat(bean.isDataGapKnown()).isTrue();
      assertThat(bean.getBand()).isEqualTo("OUTAGE: DECIDE");
      MBeanServerConnection beans = client.getMBeanServerConnection();
      CompositeData[] alarms = (CompositeData[]) beans.getAttribute(JmxWindow.name(), "Alarms");
      assertThat(alarms).hasSize(18);
      assertThat(alarms[0].get("severity")).isEqualTo("critical");
      CompositeData forecast = (CompositeData) beans.getAttribute(JmxWindow.name(), "LossForecast");
      assertThat(((CompositeData[]) forecast.get("classes"))[0].get("files")).isEqualTo(3L);
      board.publish(SamplePictures.never().picture());
      assertThat(bean.getDataGapSeconds()).isEqualTo(Long.MAX_VALUE);
      assertThat(bean.isDataGapKnown()).isFalse();
      assertThat(beans.getAttribute(JmxWindow.name(), "LossForecast")).isNull();
    }
  }

  @Test
  void everySampleCanBeReadWhole() throws Exception {
    try (JMXConnector client = viewer()) {
      MBeanServerConnection beans = client.getMBeanServerConnection();
      String[] names = Arrays.stream(beans.getMBeanInfo(JmxWindow.name()).getAttributes())
          .map(a -> a.getName())
          .toArray(String[]::new);
      SamplePictures.all().forEach((name, picture) -> {
        board.publish(picture);
        try {
          assertThat(beans.getAttributes(JmxWindow.name(), names)).as(name).hasSize(names.length);
        } catch (Exception e) {
          throw new AssertionError(name, e);
        }
      });
      assertThat(names)
          .contains(
              "Role",
              "Epoch",
              "PeerState",
              "DataGapSeconds",
              "DataGapKnown",
              "GapPercent",
              "GapLevel",
              "Readiness",
              "Refusals",
              "LossForecast",
              "LastBackup",
              "NextBackup",
              "Parity",
              "Operation",
              "Alarms");
    }
  }

  @Test
  void anOperatorPromotesWithTheTokenOfTheCheck() throws Exception {
    try (JMXConnector client = operator()) {
      CompositeData check = (CompositeData) client
          .getMBeanServerConnection()
          .invoke(JmxWindow.name(), "check", new Object[0], new String[0]);
      operations.accept("promote");
      String token = (String) check.get("token");
      assertThat(
              promote(client, "wave-b", "wave-a burnt, ticket 4711", "unplugged", "peer-up", token))
          .isEqualTo("op-1");
    }
    FakeOperations.Call call = operations.calls().get(0);
    assertThat(call.order())
        .isEqualTo(new Operations.PromoteOrder(
            "wave-b",
            "wave-a burnt, ticket 4711",
            "unplugged",
            0,
            List.of("peer-up"),
            3_141_592_653L));
    assertThat(call.actor().toString()).isEqualTo("olga@jmx/127.0.0.1");
    operations.verify();
  }

  @Test
  void whatTheDeskRefusesIsAJdkExceptionWithEveryReason() throws Exception {
    operations.refuse("promote", "token", "stale-token", "the token is of an earlier check");
    try (JMXConnector client = operator()) {
      assertThatThrownBy(() -> promote(client, PROMOTION))
          .isInstanceOf(RuntimeMBeanException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("stale-token: the token is of an earlier check");
    }
  }

  @Test
  void fieldsAsJConsoleFillsThemAreRefusedAndSaidSo() throws Exception {
    try (JMXConnector client = operator()) {
      for (int i = 0; i < PROMOTION.length; i++) {
        String[] filled = PROMOTION.clone();
        filled[i] = "String";
        assertThatThrownBy(() -> promote(client, filled))
            .hasRootCauseInstanceOf(IllegalArgumentException.class)
            .hasStackTraceContaining("a field still holds \"String\"");
      }
      assertThatThrownBy(
              () -> promote(client, "wave-b", "wave-a burnt, ticket 4711", "unplugged", "", "soon"))
          .hasStackTraceContaining("\"soon\" is not a number");
    }
    assertThat(operations.calls("promote")).isEmpty();
    assertThat(operations.calls("denied promote")).hasSize(5);
  }

  @Test
  void aViewerInvokesNothing() throws Exception {
    try (JMXConnector client = viewer()) {
      assertThatThrownBy(() -> promote(client, PROMOTION))
          .hasRootCauseInstanceOf(SecurityException.class)
          .hasStackTraceContaining("victor is a viewer and may only read");
      assertThatThrownBy(() -> client
              .getMBeanServerConnection()
              .invoke(JmxWindow.name(), "check", new Object[0], new String[0]))
          .hasStackTraceContaining("victor is a viewer");
      assertThatThrownBy(() -> client
              .getMBeanServerConnection()
              .invoke(new ObjectName("java.lang:type=Memory"), "gc", new Object[0], new String[0]))
          .isInstanceOf(SecurityException.class);
    }
    assertThat(operations.calls("denied promote"))
        .extracting(c -> c.actor().toString())
        .containsExactly("victor@jmx/127.0.0.1");
  }

  @Test
  @SuppressWarnings("BanJNDI")
  void aWrongPasswordDoesNotComeIn() {
    assertThatThrownBy(() -> connect("olga", "wrong")).isInstanceOf(SecurityException.class);
    assertThatThrownBy(() -> JMXConnectorFactory.connect(new JMXServiceURL(window.url())))
        .isInstanceOf(SecurityException.class);
    assertThat(access.failures()).containsExactly("olga/127.0.0.1");
  }

  @Test
  void aLocalAttachReadsButCannotOrder() throws Exception {
    var local = ManagementFactory.getPlatformMBeanServer();
    assertThat(local.getAttribute(JmxWindow.name(), "Role")).isEqualTo("secondary");
    assertThatThrownBy(() -> local.invoke(JmxWindow.name(), "promote", PROMOTION, FIVE_STRINGS))
        .hasRootCauseInstanceOf(SecurityException.class)
        .hasStackTraceContaining("a local attach has none");
    assertThat(operations.calls("promote")).isEmpty();
  }

  @Test
  void nobodySetsAttributesMakesBeansOrDumpsTheHeap() throws Exception {
    try (JMXConnector client = operator()) {
      MBeanServerConnection beans = client.getMBeanServerConnection();
      assertThatThrownBy(() -> beans.createMBean("javax.management.timer.Timer", null))
          .isInstanceOf(SecurityException.class);
      assertThatThrownBy(() -> beans.setAttribute(
              new ObjectName("java.lang:type=Memory"), new Attribute("Verbose", true)))
          .isInstanceOf(SecurityException.class);
      assertThatThrownBy(() -> beans.invoke(
              new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
              "dumpHeap",
              new Object[] {home.resolve("heap").toString(), true},
              new String[] {"java.lang.String", "boolean"}))
          .isInstanceOf(SecurityException.class);
      beans.invoke(new ObjectName("java.lang:type=Memory"), "gc", new Object[0], new String[0]);
    }
    assertThat(home.resolve("heap")).doesNotExist();
  }

  @Test
  void aUserWhoIsRemovedReadsNoMoreOverHisOldConnection() throws Exception {
    try (JMXConnector client = viewer()) {
      MBeanServerConnection beans = client.getMBeanServerConnection();
      beans.getAttribute(JmxWindow.name(), "Role");
      access.remove(
          "victor", new dev.bcs.status.Actor("root", dev.bcs.status.Actor.Door.CLI, "pts/0"));
      assertThatThrownBy(() -> beans.getAttribute(JmxWindow.name(), "Role"))
          .isInstanceOf(SecurityException.class);
    }
  }

  @Test
  void eventsAreNotifications() throws Exception {
    List<Notification> heard = new CopyOnWriteArrayList<>();
    try (JMXConnector client = viewer()) {
      client
          .getMBeanServerConnection()
          .addNotificationListener(JmxWindow.name(), (n, o) -> heard.add(n), null, null);
      history.add(
          AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "wave-a: silent on all paths");
      await().until(() -> heard.size() == 1);
    }
    assertThat(heard.get(0).getMessage()).isEqualTo("wave-a: silent on all paths");
    assertThat(heard.get(0).getSequenceNumber()).isEqualTo(1);
    assertThat(heard.get(0).getUserData()).asString().contains("primary-failed", "critical");
  }

  @Test
  void operationsHaveNamedAndDescribedStringsOnly() throws Exception {
    try (JMXConnector client = viewer()) {
      for (MBeanOperationInfo operation :
          client.getMBeanServerConnection().getMBeanInfo(JmxWindow.name()).getOperations()) {
        assertThat(Arrays.stream(operation.getSignature()).map(p -> p.getType()))
            .allMatch("java.lang.String"::equals);
        assertThat(Arrays.stream(operation.getSignature()).map(p -> p.getName()))
            .noneMatch(n -> n.matches("p\\d+"));
        assertThat(operation.getDescription()).isNotEqualTo(operation.getName());
      }
    }
  }

  @Test
  void metricsAreBeside() throws Exception {
    metrics.counter("backup.runs").inc(3);
    assertThat(ManagementFactory.getPlatformMBeanServer()
            .queryNames(new ObjectName("dev.bcs.metrics:*"), null))
        .isNotEmpty();
  }

  /** Of all sockets that listen, the window adds exactly one, and only on loopback. */
  @Test
  void oneLoopbackPortIsAllThatListens() throws Exception {
    try (JMXConnector client = operator()) {
      client.getMBeanServerConnection().getAttribute(JmxWindow.name(), "Role");
      Set<String> with = listening();
      window.close();
      Set<String> added = new TreeSet<>(with);
      added.removeAll(listening());
      assertThat(added).hasSize(1);
      assertThat(added.iterator().next())
          .matches(a -> a.startsWith("0100007F:") || a.startsWith("0000000000000000FFFF0000"))
          .endsWith(":" + String.format(java.util.Locale.ROOT, "%04X", port));
    }
  }

  /** Local addresses of listening TCP sockets that belong to this process. */
  private static Set<String> listening() throws IOException {
    Set<String> mine = new TreeSet<>();
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      for (Path fd : fds.toList()) {
        try {
          mine.add(Files.readSymbolicLink(fd).toString());
        } catch (IOException closedMeanwhile) {
          mine.remove(fd.toString());
        }
      }
    }
    Set<String> found = new TreeSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields[3].equals("0A") && mine.contains("socket:[" + fields[9] + "]")) {
          found.add(fields[1]);
        }
      }
    }
    return found;
  }

  @Test
  void itOpensAgainAfterItWasClosed() throws Exception {
    window.close();
    window.close();
    window = window("127.0.0.1:" + port);
    window.start();
    try (JMXConnector client = viewer()) {
      assertThat(client.getConnectionId()).contains("victor");
    }
  }

  @Test
  void offLoopbackWithoutAKeyAndAPortInUseAreSaidClearly() throws Exception {
    window.close();
    assertThatThrownBy(() -> window("0.0.0.0:" + port).start())
        .hasMessageContaining("is not a loopback address and there is no key for TLS")
        .hasMessageContaining("hint:");
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> window("127.0.0.1:" + taken.getLocalPort()).start())
          .hasMessageContaining("cannot be opened")
          .hasMessageContaining("hint:");
    }
    assertThatThrownBy(() -> window("nonsense").start()).hasMessageContaining("hint: listen");
  }
}
