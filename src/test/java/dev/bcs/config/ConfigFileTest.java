package dev.bcs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.store.Dataset;
import dev.bcs.takeover.ServiceSettings;
import dev.bcs.takeover.ServiceSettings.Check;
import dev.bcs.takeover.TakeoverSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what the rooms get. */
class ConfigFileTest {
  @TempDir
  Path folder;

  /** The contract's own example, as design has it. */
  private static final String CONTRACT = """
      [unit]
      name = "wave-a"                       # also: location, contact
      [pair]
      name = "hq-pbx"
      preferred-role = "primary"            # used once, when the pair is made
      peer = ["10.0.0.2", "192.168.9.2"]    # every path carries beats
      [heartbeat]
      interval = "250ms"
      suspect-after = "1s"
      down-after = "3s"
      [backup]
      schedule = ["*/15 * * * *"]           # cron in the unit's zone; or: every = "15m"
      gap-limit = "30m"                     # must exceed the longest interval
      keep = { last = 8, minimum-age = "3d", daily = 14, weekly = 8 }
      [[application]]
      name = "voicemail"
      order = 20
      [[application.dataset]]
      name = "messages"
      type = "files"
      path = "/var/spool/pbx/voicemail"
      class = "voicemail"
      exclude = ["**/tmp/**"]
      local = ["run/"]
      [[application.service]]
      name = "pbx"
      systemd = "pbx.service"               # or windows = "PBX"; or start/stop
      check = { tcp = "127.0.0.1:5060", within = "20s" }   # or http, sip, command
      [takeover]
      addresses = [{ interface = "eth0", address = "192.0.2.10/24" }]
      fence = ["/usr/local/sbin/pdu-off"]   # optional command fence
      [startup]
      alone = "serve-after 2m"
      [link]                                # listen = [":7400"]
      [http]                                # listen = ["127.0.0.1:7480"]; TLS unless loopback
      [jmx]                                 # listen = "127.0.0.1:7490"
      [snmp]                                # listen = ["udp:0.0.0.0:161"]
      [mail]
      """;

  @Test
  void theContractsExampleIsReadAsItIsWritten() {
    Reading reading = new Written(folder).read(CONTRACT);
    assertThat(Written.texts(reading.errors())).isEmpty();
    Settings read = reading.orThrow();
    assertThat(read.link().peers()).containsExactly("10.0.0.2", "192.168.9.2");
    assertThat(read.link().listen()).containsExactly(":7400");
    assertThat(read.heartbeat().downAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(read.backup().schedule()).containsExactly("*/15 * * * *");
    assertThat(read.backup().every()).isZero();
    assertThat(read.backup().gapLimit()).isEqualTo(Duration.ofMinutes(30));
    assertThat(read.staging().keep().minimumAge()).isEqualTo(Duration.ofDays(3));
    assertThat(read.datasets())
        .containsExactly(new Dataset(
            "voicemail",
            "messages",
            "files",
            "/var/spool/pbx/voicemail",
            "voicemail",
            List.of("**/tmp/**"),
            List.of("run")));
    assertThat(read.services())
        .containsExactly(new ServiceSettings(
            "voicemail",
            "pbx",
            20,
            "pbx.service",
            List.of(),
            List.of(),
            new Check(Check.Kind.TCP, "127.0.0.1:5060", List.of(), Duration.ofSeconds(20))));
    assertThat(read.takeover().addresses())
        .containsExactly(new TakeoverSettings.Address("eth0", "192.0.2.10/24"));
    assertThat(read.takeover().fence()).containsExactly("/usr/local/sbin/pdu-off");
    assertThat(read.startup().serveAlone()).isTrue();
    assertThat(read.startup().after()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void whatIsLeftOutHasTheDefaultsOfTheContract() {
    Written written = new Written(folder);
    Settings read = written.read(Written.completed("")).orThrow();
    assertThat(read.heartbeat().interval()).isEqualTo(Duration.ofMillis(250));
    assertThat(read.backup().every()).isEqualTo(Duration.ofHours(1));
    assertThat(read.backup().gapLimit()).isEqualTo(Duration.ofHours(2));
    assertThat(read.http().listen()).containsExactly("127.0.0.1:7480");
    assertThat(read.http().socket())
        .isEqualTo(written.home().resolve("bcs.sock").toString());
    assertThat(read.http().keyStore()).isEqualTo(written.home() + "/keys/unit.p12");
    assertThat(read.jmx().listen()).isEqualTo("127.0.0.1:7490");
    assertThat(read.snmp().listen()).isEmpty();
    assertThat(read.snmp().promotion()).isTrue();
    assertThat(read.mail().server()).isEmpty();
    assertThat(read.startup().gateway()).isEmpty();
  }

  @Test
  void theLimitIsTwiceTheLongestIntervalUnlessItIsSaid() {
    Settings read = new Written(folder).read(Written.completed("""
            [backup]
            schedule = ["0 6 * * *", "0 18 * * *", "0 20 * * *"]
            """)).orThrow();
    assertThat(read.backup().gapLimit()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void windowsCanBeSwitchedOffAndAUnitMayStayClosed() {
    Settings read = new Written(folder).read(Written.completed("""
            [http]
            listen = []
            [jmx]
            listen = ""
            [startup]
            alone = "closed"
            """)).orThrow();
    assertThat(read.http().listen()).isEmpty();
    assertThat(read.jmx().listen()).isEmpty();
    assertThat(read.startup().serveAlone()).isFalse();
  }

  @Test
  void offLoopbackThePageIsServedUnderTheUnitsOwnKey() {
    Written written = new Written(folder);
    Settings read =
        written.read(Written.completed("[http]\nlisten = [\"0.0.0.0:7480\"]\n")).orThrow();
    assertThat(read.http().keyStore()).startsWith(written.home().toString());
  }

  @Test
  void addressesOfTheSixthVersionAreRead() {
    Reading reading = new Written(folder).read(Written.completed("""
        [pair]
        name = "hq-pbx"
        preferred-role = "secondary"
        peer = ["fd00::2", "[fd00::3]:7401"]
        [link]
        listen = ["[::]:7400"]
        [http]
        listen = ["[::1]:7480"]
        [snmp]
        listen = ["udp:[::1]:161"]
        targets = [{ address = "[fd00::9]:162", user = "nms" }]
        [startup]
        gateway = "fd00::1"
        [takeover]
        addresses = [{ interface = "eth0", address = "fd00::10/64" }]
        """));
    assertThat(Written.texts(reading.errors())).isEmpty();
  }

  @Test
  void marksOfOtherSystemsDoNotDisturb() {
    String text = "\uFEFF" + Written.completed("[jmx]\nlisten = 7\n").replace("\n", "\r\n");
    Reading reading = new Written(folder).read(text);
    assertThat(Written.texts(reading.problems()))
        .containsExactly("bcs.toml:2: [jmx] listen is not a text"
            + "\nhint: put it in quotes: listen = \"...\"");
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    Reading reading = ConfigFile.read(folder.resolve("none.toml"), folder.resolve("home"));
    assertThat(Written.texts(reading.problems()))
        .containsExactly("none.toml: there is no file " + folder + "/none.toml"
            + "\nhint: bcs config sample prints one to begin with; or see --config");
  }

  @Test
  void aFolderIsNoFile() {
    Reading reading = ConfigFile.read(folder, folder.resolve("home"));
    assertThat(reading.settings()).isEmpty();
    assertThat(reading.problems().get(0).sentence()).endsWith("cannot be read: Is a directory");
  }

  @Test
  void aFileOfAnotherEncodingIsToldWithItsLine() {
    byte[] latin =
        "[unit]\nname = \"wave-a\"\nlocation = \"Köln\"\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Written.texts(new Written(folder).read(latin).problems()))
        .containsExactly("bcs.toml:3: this line is not UTF-8"
            + "\nhint: save the file as UTF-8: iconv -t UTF-8");
  }

  @Test
  void aFileThatIsCutInsideALetterIsTold() {
    byte[] whole = "[unit]\nname = \"wave-a\"\nlocation = \"Kö".getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertThat(new Written(folder).read(cut).problems().get(0).sentence())
        .isEqualTo("this line is not UTF-8");
  }

  @Test
  void aFileThatIsFarTooLargeIsNotRead() {
    Reading reading = new Written(folder).read("#".repeat(2 << 20));
    assertThat(reading.problems().get(0).sentence()).endsWith("is larger than 1 MiB");
  }

  @Test
  void whoWantsSettingsOnlyGetsAllErrorsInOneException() {
    Reading reading = new Written(folder).read(Written.completed("[jmx]\nlisten = 7\n[httpp]\n"));
    assertThatThrownBy(reading::orThrow)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("bcs.toml:2: [jmx] listen is not a text\nhint: ")
        .hasMessageEndingWith("there is no section [httpp]\nhint: did you mean http?");
  }

  @Test
  void aDatasetThatIsNotMountedDoesNotKeepADaemonFromStarting() {
    Reading reading = new Written(folder).read(CONTRACT);
    assertThat(reading.settings()).isPresent();
    assertThat(Written.texts(reading.warnings()))
        .anyMatch(text -> text.startsWith("bcs.toml:21: warning: the dataset voicemail/messages is"
            + " at /var/spool/pbx/voicemail, which does not exist"));
  }

  @Test
  void aDatasetThatHoldsTheConfigurationIsToldOf() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path file = data.resolve("bcs.toml");
    Files.writeString(file, Written.completed("""
        [[application]]
        name = "pbx"
        [[application.dataset]]
        name = "data"
        type = "files"
        path = "DATA"
        class = "configuration"
        """.replace("DATA", data.toString())));
    Reading reading = ConfigFile.read(file, folder.resolve("home"));
    assertThat(reading.settings()).isPresent();
    assertThat(Written.texts(reading.warnings()))
        .anyMatch(text -> text.contains("holds this unit's own configuration"));
  }
}
