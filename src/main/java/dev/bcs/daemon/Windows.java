package dev.bcs.daemon;

import dev.bcs.config.Settings;
import dev.bcs.http.HttpParts;
import dev.bcs.http.HttpSettings;
import dev.bcs.http.HttpWindow;
import dev.bcs.jmx.JmxWindow;
import dev.bcs.mail.MailWindow;
import dev.bcs.snmp.SnmpWindow;
import dev.bcs.status.Actor;
import dev.bcs.status.ContinuityHelm;
import dev.bcs.status.Desk;
import dev.bcs.status.StatusBoard;
import dev.bcs.status.UserAccess;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The board and the doors of one unit, built on its rooms. */
final class Windows {
  private static final Logger LOG = LoggerFactory.getLogger(Windows.class);

  private final StatusBoard board;
  private final HttpWindow http;
  private final JmxWindow jmx;
  private final SnmpWindow snmp;
  private final MailWindow mail;

  Windows(Daemon.Base base, Rooms rooms, Stack opened) throws IOException {
    Settings settings = base.settings();
    Clocks clocks = base.clocks();
    String unit = settings.unit().name();
    UserAccess access = new UserAccess(
        new Users(base.ledger(), base.identity(), clocks), base.identity(), base.log(), clocks);
    ContinuityHelm helm =
        new ContinuityHelm(rooms.continuity, rooms.backups, rooms.receiver::agree);
    UnitSensors sensors =
        new UnitSensors(base.home(), settings.datasets(), rooms.clock, base.keys(), access);
    board = opened.push(
        "board",
        new StatusBoard(base.ledger(), clocks, base.log(), helm, sensors, Daemon.version()));
    rooms.conditions.listenTo(board);
    Desk desk = new Desk(helm, board, clocks, unit);
    rooms.onRefused((from, why) -> turnedAway(desk, access, from, why));
    Pairings pairings = opened.push(
        "pairings",
        new Pairings(
            new Pairings.Self(base.identity(), settings.unit(), base.keys()),
            settings.link(),
            clocks,
            base.log(),
            (from, why) -> turnedAway(desk, access, from, why),
            rooms));
    Gauges gauges = new Gauges(rooms.watch, rooms.link, rooms.backups);
    http = opened.push(
        "http",
        new HttpWindow(new HttpParts(
            settings.http(),
            keyStorePassword(settings.http()),
            board,
            desk,
            access,
            pairings,
            base.log(),
            rooms.archive,
            new UnitTimetables(rooms.backups),
            gauges.registry(),
            clocks)));
    jmx = opened.push(
        "jmx",
        new JmxWindow(
            settings.jmx(),
            board,
            desk,
            access,
            base.log(),
            gauges.registry(),
            base.keys().server()));
    snmp = opened.push(
        "snmp",
        new SnmpWindow(
            settings.snmp(),
            new SnmpWindow.Ports(board, desk, access, base.log(), base.log(), rooms.archive),
            clocks));
    mail =
        opened.push("mail", new MailWindow(settings.mail(), board, base.log(), base.log(), clocks));
  }

  void start() throws IOException {
    board.start();
    http.start();
    jmx.start();
    snmp.start();
    mail.start();
  }

  /** Counts like a failed sign-in, and is history; the desk bounds how much of it. */
  private static void turnedAway(Desk desk, UserAccess access, String from, String why) {
    LOG.info("{} was turned away at the link: {}", from, why);
    access.turnedAway(from.replaceAll(":\\d+$", ""));
    desk.recordDenied("link", why, new Actor("stranger", Actor.Door.UNIT, from));
  }

  /**
   * Beside every key store, the unit's own too, lies its password in a file that ends in .secret.
   */
  private static String keyStorePassword(HttpSettings http) throws IOException {
    Path secret = Path.of(http.keyStore().replaceAll("\\.[^./]*$", "") + ".secret");
    return Files.isReadable(secret) ? Files.readString(secret).strip() : "";
  }
}
