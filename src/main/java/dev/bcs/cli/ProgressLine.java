package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** How far something is, as one line with a bar. */
final class ProgressLine {
  private static final int WIDTH = 20;

  private ProgressLine() {}

  /** Of a {@code runningBackup} of the status. */
  static String of(JsonNode p) {
    return of(
        StatusScreen.text(p, "phase"),
        p.path("files").asLong(),
        p.path("filesTotal").asLong(),
        p.path("bytes").asLong(),
        p.path("bytesTotal").asLong());
  }

  static String of(String phase, long files, long filesTotal, long bytes, long bytesTotal) {
    int percent = percent(files, filesTotal, bytes, bytesTotal);
    int full = percent * WIDTH / 100;
    return String.format(
        Locale.ROOT,
        "%-8s[%s%s] %3d %%  %d of %s, %s of %s",
        phase,
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        percent,
        files,
        Shown.count(filesTotal, "file"),
        Shown.bytes(bytes),
        Shown.bytes(bytesTotal));
  }

  /** By bytes, or by files where there are none; 100 only when all is done. */
  private static int percent(long files, long filesTotal, long bytes, long bytesTotal) {
    long done = bytesTotal > 0 ? bytes : files;
    long total = bytesTotal > 0 ? bytesTotal : filesTotal;
    return total <= 0 ? 0 : (int) Math.max(0, Math.min(100, done * 100.0 / total));
  }
}
