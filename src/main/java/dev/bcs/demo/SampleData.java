package dev.bcs.demo;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Lays out the sample appliance: its configuration from the fixtures, all else from a seed.
 *
 * <p>The same seed and amount make the same names, bytes, modes and times. Nothing is synced: it is
 * a beginning, not a promise. Not for several threads at once.
 */
public final class SampleData {
  /** Mailboxes that hold messages, and the one that is an empty directory. */
  public static final List<String> MAILBOXES =
      List.of("101", "102", "103", "104", "105", "106", "107", "108");

  public static final String EMPTY_MAILBOX = "120";

  private static final Instant FIRST_DAY = Instant.parse("2026-01-12T08:00:00Z");
  private static final Duration SPAN = Duration.ofDays(80);
  private static final String FIXTURES = "/appliance/";

  private final Disk disk;
  private final long seed;
  private final Amount amount;
  private final Random random;
  private int files;
  private long bytes;

  public SampleData(Disk disk, long seed, Amount amount) {
    this.disk = disk;
    this.seed = seed;
    this.amount = amount;
    this.random = new Random(seed);
  }

  /** How many there are, and how long they are on average. */
  public record Amount(int voicemails, int recordings, int voicemailMillis, int recordingMillis) {
    /** About 15 MB in 400 files. */
    public static final Amount SMALL = new Amount(120, 150, 3_000, 7_000);

    public Amount {
      if (voicemails < 0 || recordings < 1 || voicemailMillis < 100 || recordingMillis < 100) {
        throw new IllegalArgumentException(
            "sample data need at least one recording, and sounds of 100 ms");
      }
    }
  }

  /** What was laid out; links are not counted. */
  public record Laid(int files, long bytes) {}

  /**
   * Lays the data out under a directory that holds none yet: config, voicemail, recordings, log.
   */
  public Laid layOut(Path directory) throws IOException {
    BytePath top = BytePath.of(directory.toAbsolutePath());
    disk.makeDirectories(top, 0755);
    for (String part : List.of("config", "voicemail", "recordings", "log")) {
      if (disk.exists(top.child(part))) {
        throw new FileAlreadyExistsException(
            directory + " holds " + part + " already\nhint: name an empty directory");
      }
    }
    configuration(top);
    List<Call> calls = new ArrayList<>();
    voicemails(top, calls);
    recordings(top, calls);
    calls.sort(Comparator.comparing(Call::at).thenComparing(Call::id));
    StringBuilder log = new StringBuilder(Call.HEADER + "\n");
    calls.forEach(call -> log.append(call.line()).append('\n'));
    Instant last = calls.get(calls.size() - 1).at();
    file(top.child("log/calls.csv"), text(log.toString()), 0644, last);
    return new Laid(files, bytes);
  }

  /**
   * Installs the program that starts and stops the switchboard; each unit has its own, apart from
   * the data.
   *
   * @return the program, {@code bin/switchboard} under the directory
   */
  public Path installTools(Path directory, Path java, String classPath) throws IOException {
    BytePath program = BytePath.of(directory.toAbsolutePath()).child("bin/switchboard");
    String script = new String(fixture("bin/switchboard"), StandardCharsets.UTF_8)
        .replace("@JAVA@", quoted(java.toAbsolutePath().toString()))
        .replace("@CLASSPATH@", quoted(classPath));
    if (disk.exists(program)) {
      disk.remove(program);
    }
    file(program, text(script), 0755, FIRST_DAY);
    return directory.toAbsolutePath().resolve("bin/switchboard");
  }

  private void configuration(BytePath top) throws IOException {
    for (String line :
        new String(fixture("INDEX"), StandardCharsets.UTF_8).lines().toList()) {
      String[] words = line.split(" ", -1);
      if (!words[1].startsWith("config/")) {
        continue;
      }
      if (words[0].equals("link")) {
        disk.makeSymbolicLink(text(words[2]), top.child(words[1]));
      } else {
        file(top.child(words[1]), fixture(words[1]), Integer.parseInt(words[0], 8), FIRST_DAY);
      }
    }
  }

  private void voicemails(BytePath top, List<Call> calls) throws IOException {
    for (int i = 0; i < amount.voicemails(); i++) {
      String mailbox = MAILBOXES.get(i % MAILBOXES.size());
      String name =
          String.format(Locale.ROOT, "voicemail/%s/msg%04d.wav", mailbox, i / MAILBOXES.size() + 1);
      int millis = around(amount.voicemailMillis());
      Voicemail one =
          new Voicemail(mailbox, name, id(), outsider(), moment(i, amount.voicemails()), millis);
      byte[] sound = Tones.wav(Tones.Coding.LINEAR_16, random.nextLong(), millis);
      file(top.child(name), sound, 0640, one.at());
      file(top.child(name.replace(".wav", ".txt")), text(one.note()), 0640, one.at());
      calls.add(Call.of(one));
    }
    for (String mailbox : MAILBOXES) {
      disk.makeDirectories(top.child("voicemail").child(mailbox), 0755);
    }
    disk.makeDirectories(top.child("voicemail").child(EMPTY_MAILBOX), 0755);
    byte[] greeting = Tones.wav(Tones.Coding.LINEAR_16, random.nextLong(), 1_000);
    file(top.child("voicemail/101/greetings/Grüße.wav"), greeting, 0640, FIRST_DAY);
  }

  private void recordings(BytePath top, List<Call> calls) throws IOException {
    String last = "";
    for (int i = 0; i < amount.recordings(); i++) {
      Instant at = moment(i, amount.recordings());
      String id = id();
      String inside = MAILBOXES.get(random.nextInt(MAILBOXES.size()));
      boolean coming = random.nextBoolean();
      String from = coming ? outsider() : inside;
      String to = coming ? inside : outsider();
      int millis = around(amount.recordingMillis());
      last = ApplianceData.recordingName(at, from, to, id.substring(id.length() - 8));
      byte[] sound = Tones.wav(Tones.Coding.MU_LAW, random.nextLong(), millis);
      file(top.child(last), sound, 0640, at);
      calls.add(new Call(at, id, "call", from, to, millis / 1000, last));
    }
    BytePath flagged = top.child("recordings/flagged");
    disk.makeDirectories(flagged, 0755);
    disk.makeHardLink(top.child(last), flagged.child("complaint.wav"));
    byte[] target = text(last.substring("recordings/".length()));
    disk.makeSymbolicLink(target, top.child("recordings/latest.wav"));
  }

  /** Half to one and a half of the average. */
  private int around(int average) {
    return average / 2 + random.nextInt(average);
  }

  private String id() {
    return String.format(Locale.ROOT, "%08x-%016x", (int) seed, random.nextLong());
  }

  /** A number that the plan keeps for stories. */
  private String outsider() {
    return String.format(Locale.ROOT, "+1555010%04d", 200 + random.nextInt(700));
  }

  private Instant moment(int index, int of) {
    long step = SPAN.toSeconds() / of;
    return FIRST_DAY.plusSeconds(index * step + random.nextInt((int) step));
  }

  private void file(BytePath path, byte[] content, int mode, Instant at) throws IOException {
    disk.makeDirectories(path.parent(), 0755);
    try (Disk.WritableFile out = disk.create(path, mode)) {
      out.write(content, 0, content.length);
    }
    disk.setModified(path, at.getEpochSecond() * 1_000_000_000L);
    files++;
    bytes += content.length;
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = SampleData.class.getResourceAsStream(FIXTURES + name)) {
      if (in == null) {
        throw new FileNotFoundException("this program is not whole: " + FIXTURES + name
            + " is missing in it\nhint: build it again");
      }
      return in.readAllBytes();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** For the shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
