package dev.bcs.daemon;

import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One line a message on standard error: time, level, room, sentence. */
public final class LogLines {
  private static final Logger ROOT = Logger.getLogger("");
  /** Kept, because a logger that nobody holds forgets its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private static final Logger SNMP4J = Logger.getLogger("org.snmp4j");

  private LogLines() {}

  /** Sets the format for the whole process; libraries speak only when something is wrong. */
  public static void plain() {
    Handler console = new ConsoleHandler();
    console.setFormatter(formatter());
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ROOT.addHandler(console);
    ROOT.setLevel(Level.INFO);
    JETTY.setLevel(Level.WARNING);
    SNMP4J.setLevel(Level.WARNING);
  }

  private static Formatter formatter() {
    return new Formatter() {
      @Override
      public String format(LogRecord line) {
        String room =
            String.valueOf(line.getLoggerName()).replaceAll("^dev\\.bcs\\.(\\w+).*", "$1");
        return String.format(
            Locale.ROOT,
            "%1$tFT%1$tT.%1$tL%1$tz %2$-7s %3$s: %4$s%5$s%n",
            line.getInstant().atZone(java.time.ZoneId.systemDefault()),
            line.getLevel().getName(),
            room,
            formatMessage(line),
            thrown(line));
      }
    };
  }

  private static String thrown(LogRecord line) {
    if (line.getThrown() == null) {
      return "";
    }
    java.io.StringWriter text = new java.io.StringWriter();
    line.getThrown().printStackTrace(new java.io.PrintWriter(text, true));
    return System.lineSeparator() + text;
  }
}
