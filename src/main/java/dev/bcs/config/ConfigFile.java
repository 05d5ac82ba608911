package dev.bcs.config;

import dev.bcs.backup.BackupSettings;
import dev.bcs.heartbeat.HeartbeatSettings;
import dev.bcs.link.LinkSettings;
import dev.bcs.store.Retention;
import dev.bcs.takeover.TakeoverSettings;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Home;
import dev.bcs.unit.UnitSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** Reads the {@code bcs.toml} of a unit into the settings of its rooms. */
public final class ConfigFile {
  /** Larger than any that a person writes. */
  private static final int LARGEST = 1 << 20;

  private final Path file;
  private final Home home;
  private final Clocks clocks;
  private final Findings findings;

  private ConfigFile(Path file, Path home, Clocks clocks) {
    this.file = file;
    this.home = Home.at(home);
    this.clocks = clocks;
    Path name = file.getFileName();
    this.findings = new Findings(name == null ? file.toString() : name.toString());
  }

  /**
   * Reads a file and looks at what it names; changes nothing and asks no one over the network.
   *
   * <p>All problems come at once. Only a file that is not TOML hides the rest until it is.
   *
   * @param home the folder of the unit, which need not exist yet
   */
  public static Reading read(Path file, Path home) {
    return read(file, home, Clocks.system());
  }

  static Reading read(Path file, Path home, Clocks clocks) {
    return new ConfigFile(file, home, clocks).read();
  }

  /** A configuration with every key in it and what it means, to begin with. */
  public static String sample() {
    try (InputStream in = ConfigFile.class.getResourceAsStream("bcs.toml")) {
      if (in == null) {
        throw new IllegalStateException("the sample is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private Reading read() {
    Optional<Settings> settings = bytes().flatMap(this::decoded).flatMap(this::settings);
    return new Reading(findings.errors() > 0 ? Optional.empty() : settings, findings.all());
  }

  private Optional<byte[]> bytes() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length <= LARGEST) {
        return Optional.of(bytes);
      }
      findings.error(0, file + " is larger than 1 MiB", "is it the right file? see --config");
    } catch (NoSuchFileException absent) {
      findings.error(
          0,
          "there is no file " + file,
          "bcs config sample prints one to begin with; or see --config");
    } catch (AccessDeniedException denied) {
      findings.error(0, file + " may not be read by this user", "see: ls -l " + file);
    } catch (IOException broken) {
      findings.error(0, file + " cannot be read: " + broken.getMessage(), "see --config");
    }
    return Optional.empty();
  }

  private Optional<String> decoded(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      findings.error(line, "this line is not UTF-8", "save the file as UTF-8: iconv -t UTF-8");
      return Optional.empty();
    }
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  private Optional<Settings> settings(String text) {
    TomlParseResult toml = Toml.parse(text);
    for (TomlParseError error : toml.errors()) {
      String told = String.valueOf(error.getMessage());
      findings.error(
          error.position().line(),
          told.substring(0, 1).toLowerCase(Locale.ROOT) + told.substring(1),
          told.contains("previously defined")
              ? "each key and each section stands once in a file"
              : "see column " + error.position().column()
                  + "; a text stands in quotes, a section in brackets");
    }
    return toml.hasErrors()
        ? Optional.empty()
        : Optional.of(settings(Section.whole(toml, new Source(text), findings)));
  }

  private Settings settings(Section whole) {
    Hosts hosts = new Hosts(findings);
    Section pair = whole.section("pair");
    UnitSettings unit = PairPart.unit(whole.section("unit"), pair);
    LinkSettings link = PairPart.link(pair, whole.section("link"), hosts);
    HeartbeatSettings heartbeat = PairPart.heartbeat(whole.section("heartbeat"));
    Section backups = whole.section("backup");
    Retention.Keep keep = BackupPart.keep(backups);
    BackupSettings backup = BackupPart.backup(backups, keep, clocks);
    AppliancePart appliance = AppliancePart.read(whole);
    Places.check(appliance.places(), home.directory(), file, findings);
    TakeoverSettings takeover = TakeoverPart.takeover(whole.section("takeover"), hosts);
    return new Settings(
        unit,
        link,
        heartbeat,
        backup,
        BackupPart.limits(backups),
        List.copyOf(appliance.datasets()),
        List.copyOf(appliance.services()),
        takeover,
        TakeoverPart.startup(whole.section("startup"), hosts, heartbeat.downAfter()),
        BackupPart.staging(whole.section("staging"), keep),
        TakeoverPart.inventory(whole.section("inventory")),
        WindowsPart.http(whole.section("http"), home, hosts),
        WindowsPart.jmx(whole.section("jmx"), hosts),
        WindowsPart.snmp(whole.section("snmp"), hosts),
        WindowsPart.mail(whole.section("mail")));
  }
}
