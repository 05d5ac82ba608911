package dev.bcs.demo;

import dev.bcs.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The appliance's data directory, as its switchboard reads it and adds to it.
 *
 * <p>Safe for any thread of one process. What is kept is durable when the call returns: first the
 * sound and its note, then the line of the log. A crash between leaves a note without a sound, or a
 * voicemail that the log does not know; neither was acknowledged.
 */
final class ApplianceData {
  static final int LARGEST_VOICEMAIL = 5 << 20;

  private static final int LONGEST_LIST = 10_000;
  private static final int HEAD = 44;
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("uuuu/MM", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path data;
  private final Clocks clocks;

  ApplianceData(Path data, Clocks clocks) {
    this.data = data;
    this.clocks = clocks;
  }

  /** What is asked for cannot be kept; the message says why. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;
    final int status;

    Unfit(int status, String why) {
      super(why);
      this.status = status;
    }
  }

  boolean there() {
    return Files.isDirectory(data);
  }

  /** Removes what an earlier process was still making when it died; none of it was acknowledged. */
  void sweep() throws IOException {
    for (Path mailbox : sorted(data.resolve("voicemail"), "[0-9]{2,6}")) {
      for (Path half : sorted(mailbox, "\\.making-.*")) {
        Files.delete(half);
      }
    }
  }

  /** A regular file at a relative path, whatever links lead to it inside the data; else empty. */
  Optional<Path> file(String relative) throws IOException {
    try {
      Path real = data.resolve(relative).normalize().toRealPath();
      boolean inside = real.startsWith(data.toRealPath());
      return inside && Files.isRegularFile(real) ? Optional.of(real) : Optional.empty();
    } catch (InvalidPathException | FileSystemException none) {
      return Optional.empty();
    }
  }

  /** By mailbox, then by name; at most ten thousand. */
  List<Voicemail> voicemails() throws IOException {
    List<Voicemail> found = new ArrayList<>();
    for (Path mailbox : sorted(data.resolve("voicemail"), "[0-9]{2,6}")) {
      for (Path sound : sorted(mailbox, "msg[0-9]{4,7}\\.wav")) {
        if (found.size() < LONGEST_LIST) {
          found.add(voicemail(mailbox.getFileName().toString(), sound));
        }
      }
    }
    return found;
  }

  private static Voicemail voicemail(String mailbox, Path sound) throws IOException {
    String file = sound.getFileName().toString();
    Path note = sound.resolveSibling(file.replace(".wav", ".txt"));
    String text = Files.isRegularFile(note) ? Files.readString(note) : "";
    return Voicemail.read(mailbox, "voicemail/" + mailbox + "/" + file, text);
  }

  /** The lines of the log, in its order; the last ten thousand. */
  List<Call> calls() throws IOException {
    Path log = log();
    if (!Files.isRegularFile(log)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(log)) {
      List<Call> calls = lines.map(Call::read).flatMap(Optional::stream).toList();
      return calls.subList(Math.max(0, calls.size() - LONGEST_LIST), calls.size());
    }
  }

  /** How many recordings there are; links are not counted again. */
  long recordings() throws IOException {
    Path top = data.resolve("recordings");
    if (!Files.isDirectory(top)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(top, 4)) {
      return all.filter(path -> path.toString().matches(".*/\\d{4}/\\d\\d/[^/]+\\.wav"))
          .count();
    }
  }

  /** Keeps a voicemail whose sound comes from a stream, which may be slow. */
  Voicemail keepVoicemail(String mailbox, String from, InputStream sound)
      throws IOException, Unfit {
    Path box = data.resolve("voicemail").resolve(mailbox);
    if (!mailbox.matches("[0-9]{2,6}") || !Files.isDirectory(box)) {
      throw new Unfit(404, "there is no such mailbox");
    }
    String id = UUID.randomUUID().toString();
    Path made = Aside.of(box.resolve(id));
    long millis = receive(sound, made);
    return place(mailbox, id, from, made, millis);
  }

  private synchronized Voicemail place(
      String mailbox, String id, String from, Path made, long millis) throws IOException {
    Path box = Aside.folder(made);
    String name = String.format(Locale.ROOT, "msg%04d", nextNumber(box));
    String wav = name + ".wav";
    Instant now = clocks.now();
    Voicemail left =
        new Voicemail(mailbox, "voicemail/" + mailbox + "/" + wav, id, from, now, millis);
    Aside.write(box.resolve(name + ".txt"), left.note().getBytes(StandardCharsets.UTF_8));
    Aside.place(made, box.resolve(wav));
    log(Call.of(left));
    return left;
  }

  /** Keeps a call that was made, with its recording. */
  synchronized Call keepCall(String from, String to, int seconds) throws IOException, Unfit {
    if (!(from + to).matches("[0-9+*#]{2,40}") || from.isEmpty() || to.isEmpty()) {
      throw new Unfit(400, "from and to are numbers of at most 20 digits");
    }
    if (seconds < 1 || seconds > 60) {
      throw new Unfit(400, "seconds is a number from 1 to 60");
    }
    String id = UUID.randomUUID().toString();
    Instant now = clocks.now();
    String name = recordingName(now, from, to, id.substring(0, 8));
    Path file = data.resolve(name);
    Aside.makeDirectories(Aside.folder(file));
    Aside.write(file, Tones.wav(Tones.Coding.MU_LAW, id.hashCode(), seconds * 1000));
    Call call = new Call(now, id, "call", from, to, seconds, name);
    log(call);
    return call;
  }

  /** Months are those of UTC; plus, star and hash stay out of the name. */
  static String recordingName(Instant at, String from, String to, String tail) {
    String parties = (from + "-" + to).replaceAll("[^0-9-]", "");
    return "recordings/" + MONTH.format(at) + "/" + MOMENT.format(at) + "-" + parties + "-" + tail
        + ".wav";
  }

  private Path log() {
    return data.resolve("log/calls.csv");
  }

  private void log(Call call) throws IOException {
    if (!Files.exists(log())) {
      Aside.makeDirectories(data.resolve("log"));
      Aside.write(log(), (Call.HEADER + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Aside.append(log(), call.line());
  }

  /** Above every number that a sound or a note has. */
  private static int nextNumber(Path box) throws IOException {
    return sorted(box, "msg[0-9]{4,7}\\.(wav|txt)").stream()
            .mapToInt(path -> Integer.parseInt(path.getFileName().toString().replaceAll("\\D", "")))
            .max()
            .orElse(0)
        + 1;
  }

  /** Writes and syncs a sound; tells its length in milliseconds. */
  private static long receive(InputStream sound, Path into) throws IOException, Unfit {
    byte[] piece = new byte[64 * 1024];
    byte[] head = sound.readNBytes(HEAD);
    if (head.length < HEAD
        || !ascii(head, 0).equals("RIFF")
        || !ascii(head, 8).equals("WAVE")
        || !ascii(head, 12).equals("fmt ")) {
      throw new Unfit(415, "the body is not a WAV file");
    }
    long size = HEAD;
    try (OutputStream out = Files.newOutputStream(into)) {
      out.write(head);
      for (int got = sound.read(piece); got > 0; got = sound.read(piece)) {
        size += got;
        if (size > LARGEST_VOICEMAIL) {
          throw new Unfit(413, "a voicemail has at most 5 MiB");
        }
        out.write(piece, 0, got);
      }
    } catch (IOException | Unfit broken) {
      Files.deleteIfExists(into);
      throw broken;
    }
    Aside.sync(into);
    int rate = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(28);
    return rate <= 0 ? 0 : (size - HEAD) * 1000 / rate;
  }

  private static String ascii(byte[] bytes, int from) {
    return new String(Arrays.copyOfRange(bytes, from, from + 4), StandardCharsets.US_ASCII);
  }

  private static List<Path> sorted(Path directory, String names) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> path.getFileName().toString().matches(names))
          .sorted()
          .toList();
    }
  }
}
