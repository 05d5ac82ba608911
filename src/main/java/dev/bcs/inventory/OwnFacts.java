package dev.bcs.inventory;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what this unit tells of itself.
 *
 * <p>Memory is rounded to half a GiB, since firmware takes a little differently on like machines.
 */
final class OwnFacts {
  private static final Logger LOG = LoggerFactory.getLogger(OwnFacts.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long HALF_GIB_IN_KIB = 512 * 1024;

  private final InventorySettings settings;
  private final String version;
  private final List<String> services;
  private final List<String> datasets;
  private final Commands commands;
  private boolean troubled;

  OwnFacts(
      InventorySettings settings,
      String version,
      List<String> services,
      List<String> datasets,
      Commands commands) {
    this.settings = settings;
    this.version = version;
    this.services = services;
    this.datasets = datasets;
    this.commands = commands;
  }

  synchronized Facts gather() {
    TreeMap<String, String> facts = new TreeMap<>();
    facts.put("os", property("os.name"));
    facts.put("os.release", osRelease());
    facts.put("arch", property("os.arch"));
    facts.put("kernel", property("os.version"));
    facts.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", memory());
    facts.put("java", property("java.version"));
    facts.put("bcs", version);
    services.forEach(id -> facts.put("service " + id, "configured"));
    datasets.forEach(id -> facts.put("dataset " + id, "configured"));
    if (!settings.softwareCommand().isEmpty()) {
      software(facts);
    }
    return new Facts(facts);
  }

  /** What cannot be told differs from whatever the peer tells, so it is never taken as alike. */
  private void software(Map<String, String> facts) {
    Ran ran = commands.run(settings.softwareCommand(), Map.of(), LIMIT);
    if (!ran.good()) {
      facts.put("software", "not told: " + Facts.shortened(ran.text()));
      if (!troubled) {
        LOG.warn("the software command {} {}", settings.softwareCommand().get(0), ran.text());
      }
    } else if (troubled) {
      LOG.info("the software command works again");
    }
    troubled = !ran.good();
    ran.output().lines().limit(Facts.MOST / 2).filter(line -> !line.isBlank()).forEach(line -> {
      String[] parts = line.split("=", 2);
      String value = parts.length == 2 ? parts[1] : "present";
      facts.put("software " + Facts.shortened(parts[0]), Facts.shortened(value));
    });
  }

  private static String property(String name) {
    return System.getProperty(name, "");
  }

  /** The name of the distribution, after os-release(5); empty elsewhere. */
  private static String osRelease() {
    return field(Path.of("/etc/os-release"), "PRETTY_NAME=").replace("\"", "");
  }

  private static String memory() {
    String kib = field(Path.of("/proc/meminfo"), "MemTotal:").replaceAll("[^0-9]", "");
    if (kib.isEmpty()) {
      return "unknown";
    }
    long halves = Math.round(Long.parseLong(kib) / (double) HALF_GIB_IN_KIB);
    return halves / 2 + (halves % 2 == 0 ? "" : ".5") + " GiB";
  }

  private static String field(Path file, String start) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        if (line.startsWith(start)) {
          return Facts.shortened(line.substring(start.length()));
        }
      }
      return "";
    } catch (IOException notLinux) {
      return "";
    }
  }
}
