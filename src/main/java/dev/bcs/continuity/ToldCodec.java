package dev.bcs.continuity;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.Situation.Verdict;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.takeover.ServiceView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The bytes of a beat's payload: a version, then parts of tag (1), length (2) and content.
 *
 * <pre>
 *   1 who        start u64, unit, page          5 forecast   asOf ms, n × (class, files, bytes)
 *   2 backup     outcome u8, age s, failures,   6 services   n × (state u8, id)
 *                acknowledged, took ms, bytes,
 *                next in s or -1
 *   3 gap        known u8, seconds, since ms, generation
 *   4 readiness  verdict u8, recovery ms or -1, n × code
 * </pre>
 *
 * <p>Texts are a length byte and UTF-8; numbers are big-endian. A part of an unknown tag is passed
 * over, so that a newer unit may say more. At most {@value PeerView#LARGEST_PAYLOAD} bytes: the
 * worst classes and services come first, and one entry named … stands for the rest, with its sums,
 * so that what is told is never less than the truth.
 */
public final class ToldCodec {
  private static final int VERSION = 1;
  private static final int FORECAST_ROOM = 420;
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_PAGE = 120;
  private static final int LONGEST_CODE = 30;
  private static final int MOST_CODES = 6;

  private ToldCodec() {}

  /** Writes what fits. */
  public static byte[] encode(Told told) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(VERSION);
      part(out, 1, who(told));
      if (told.backup().isPresent()) {
        part(out, 2, backup(told.backup().get()));
      }
      if (told.gap().isPresent()) {
        part(out, 3, gap(told.gap().get()));
      }
      if (told.readiness().isPresent()) {
        part(out, 4, readiness(told.readiness().get()));
      }
      if (told.forecast().isPresent()) {
        part(out, 5, forecast(told.forecast().get(), FORECAST_ROOM));
      }
      part(out, 6, services(told.services(), PeerView.LARGEST_PAYLOAD - bytes.size() - 3));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /** Reads; what cannot be read is as if it had not been said. */
  public static Told decode(byte[] payload) {
    if (payload.length == 0 || payload[0] != VERSION) {
      return Told.NOTHING;
    }
    Told told = Told.NOTHING;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      in.readByte();
      while (in.available() >= 3) {
        int tag = in.readUnsignedByte();
        byte[] content = in.readNBytes(in.readUnsignedShort());
        told = read(told, tag, new DataInputStream(new ByteArrayInputStream(content)));
      }
      return told;
    } catch (IOException | RuntimeException torn) {
      return told;
    }
  }

  private static void part(DataOutputStream out, int tag, byte[] content) throws IOException {
    out.writeByte(tag);
    out.writeShort(content.length);
    out.write(content);
  }

  /** Fills one part. */
  @FunctionalInterface
  private interface Filling {
    void fill(DataOutputStream out) throws IOException;
  }

  private static byte[] filled(Filling filling) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    filling.fill(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static byte[] who(Told told) throws IOException {
    return filled(out -> {
      out.writeLong(told.start());
      text(out, told.unit(), LONGEST_NAME);
      text(out, told.page(), LONGEST_PAGE);
    });
  }

  private static byte[] backup(Told.Backup backup) throws IOException {
    return filled(out -> {
      out.writeByte(backup.outcome());
      out.writeLong(backup.age().toSeconds());
      out.writeInt(backup.failuresInARow());
      out.writeLong(backup.acknowledged());
      out.writeLong(backup.took().toMillis());
      out.writeLong(backup.bytesSent());
      out.writeLong(backup.nextIn().map(Duration::toSeconds).orElse(-1L));
    });
  }

  private static byte[] gap(Told.Gap gap) throws IOException {
    return filled(out -> {
      out.writeByte(gap.seconds().isPresent() ? 1 : 0);
      out.writeLong(gap.seconds().orElse(0));
      out.writeLong(gap.since().toEpochMilli());
      out.writeLong(gap.generation());
    });
  }

  private static byte[] readiness(Told.Ready ready) throws IOException {
    return filled(out -> {
      out.writeByte(ready.verdict().code());
      out.writeLong(ready.expectedRecovery().map(Duration::toMillis).orElse(-1L));
      List<String> codes = ready.codes();
      int n = Math.min(MOST_CODES, codes.size());
      boolean more = codes.size() > n;
      out.writeByte(more ? n + 1 : n);
      for (String code : codes.subList(0, n)) {
        text(out, code, LONGEST_CODE);
      }
      if (more) {
        text(out, Told.REST, LONGEST_CODE);
      }
    });
  }

  private static byte[] forecast(BackupView.Forecast forecast, int room) throws IOException {
    List<BackupView.Loss> losses = new ArrayList<>(forecast.losses());
    losses.sort(Comparator.comparingLong(BackupView.Loss::bytes)
        .thenComparingLong(BackupView.Loss::files)
        .reversed());
    int left = room - 9 - size(Told.REST, 16);
    int fit = 0;
    while (fit < losses.size() && fit < 250) {
      int next = size(losses.get(fit).kind(), 16);
      if (next > left) {
        break;
      }
      left -= next;
      fit++;
    }
    List<BackupView.Loss> said = new ArrayList<>(losses.subList(0, fit));
    if (fit < losses.size()) {
      List<BackupView.Loss> rest = losses.subList(fit, losses.size());
      said.add(new BackupView.Loss(
          Told.REST,
          rest.stream().mapToLong(BackupView.Loss::files).sum(),
          rest.stream().mapToLong(BackupView.Loss::bytes).sum()));
    }
    return filled(out -> {
      out.writeLong(forecast.asOf().toEpochMilli());
      out.writeByte(said.size());
      for (BackupView.Loss loss : said) {
        text(out, loss.kind(), LONGEST_NAME);
        out.writeLong(loss.files());
        out.writeLong(loss.bytes());
      }
    });
  }

  private static byte[] services(List<Told.Service> all, int room) throws IOException {
    List<Told.Service> services = new ArrayList<>(all);
    // Failed ones first, running ones last; else in their own order.
    services.sort(Comparator.comparingInt(s -> s.state() == ServiceView.State.FAILED
        ? 0
        : s.state() == ServiceView.State.RUNNING ? 2 : 1));
    int left = room - 1 - size(Told.REST, 1);
    int fit = 0;
    while (fit < services.size() && fit < 250 && size(services.get(fit).id(), 1) <= left) {
      left -= size(services.get(fit).id(), 1);
      fit++;
    }
    List<Told.Service> said = new ArrayList<>(services.subList(0, fit));
    if (fit < services.size()) {
      // The rest is as bad as its worst, which the order has put first.
      said.add(new Told.Service(Told.REST, services.get(fit).state()));
    }
    return filled(out -> {
      out.writeByte(said.size());
      for (Told.Service service : said) {
        out.writeByte(service.state().code());
        text(out, service.id(), LONGEST_NAME);
      }
    });
  }

  private static int size(String text, int besides) {
    return 1 + cut(text, LONGEST_NAME).length + besides;
  }

  private static void text(DataOutputStream out, String text, int longest) throws IOException {
    byte[] bytes = cut(text, longest);
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  /** At most so many bytes of UTF-8, cut at a character, never in one. */
  private static byte[] cut(String text, int longest) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= longest) {
      return bytes;
    }
    int end = longest;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return java.util.Arrays.copyOf(bytes, end);
  }

  private static Told read(Told told, int tag, DataInputStream in) throws IOException {
    return switch (tag) {
      case 1 ->
        new Told(
            in.readLong(),
            text(in),
            text(in),
            told.services(),
            told.backup(),
            told.gap(),
            told.readiness(),
            told.forecast());
      case 2 ->
        new Told(
            told.start(),
            told.unit(),
            told.page(),
            told.services(),
            Optional.of(readBackup(in)),
            told.gap(),
            told.readiness(),
            told.forecast());
      case 3 ->
        new Told(
            told.start(),
            told.unit(),
            told.page(),
            told.services(),
            told.backup(),
            Optional.of(readGap(in)),
            told.readiness(),
            told.forecast());
      case 4 ->
        new Told(
            told.start(),
            told.unit(),
            told.page(),
            told.services(),
            told.backup(),
            told.gap(),
            Optional.of(readReady(in)),
            told.forecast());
      case 5 ->
        new Told(
            told.start(),
            told.unit(),
            told.page(),
            told.services(),
            told.backup(),
            told.gap(),
            told.readiness(),
            Optional.of(readForecast(in)));
      case 6 ->
        new Told(
            told.start(),
            told.unit(),
            told.page(),
            readServices(in),
            told.backup(),
            told.gap(),
            told.readiness(),
            told.forecast());
      default -> told;
    };
  }

  private static Told.Backup readBackup(DataInputStream in) throws IOException {
    int outcome = in.readUnsignedByte();
    Duration age = Duration.ofSeconds(in.readLong());
    int failures = in.readInt();
    long acknowledged = in.readLong();
    Duration took = Duration.ofMillis(in.readLong());
    long sent = in.readLong();
    long next = in.readLong();
    return new Told.Backup(
        outcome,
        age,
        failures,
        acknowledged,
        took,
        sent,
        next < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(next)));
  }

  private static Told.Gap readGap(DataInputStream in) throws IOException {
    boolean known = in.readUnsignedByte() == 1;
    long seconds = in.readLong();
    return new Told.Gap(
        known ? OptionalLong.of(seconds) : OptionalLong.empty(),
        Instant.ofEpochMilli(in.readLong()),
        in.readLong());
  }

  private static Told.Ready readReady(DataInputStream in) throws IOException {
    int code = in.readUnsignedByte();
    long recovery = in.readLong();
    List<String> codes = new ArrayList<>();
    for (int n = in.readUnsignedByte(); n > 0; n--) {
      codes.add(text(in));
    }
    Verdict verdict = Verdict.NOT_PROMOTABLE;
    for (Verdict one : Verdict.values()) {
      verdict = one.code() == code ? one : verdict;
    }
    return new Told.Ready(
        verdict, codes, recovery < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(recovery)));
  }

  private static BackupView.Forecast readForecast(DataInputStream in) throws IOException {
    Instant asOf = Instant.ofEpochMilli(in.readLong());
    List<BackupView.Loss> losses = new ArrayList<>();
    for (int n = in.readUnsignedByte(); n > 0; n--) {
      losses.add(new BackupView.Loss(text(in), in.readLong(), in.readLong()));
    }
    return new BackupView.Forecast(asOf, losses);
  }

  private static List<Told.Service> readServices(DataInputStream in) throws IOException {
    List<Told.Service> services = new ArrayList<>();
    for (int n = in.readUnsignedByte(); n > 0; n--) {
      int code = in.readUnsignedByte();
      ServiceView.State state = ServiceView.State.UNKNOWN;
      for (ServiceView.State one : ServiceView.State.values()) {
        state = one.code() == code ? one : state;
      }
      services.add(new Told.Service(text(in), state));
    }
    return services;
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedByte()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
