package dev.bcs.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.status.Picture;
import java.time.Instant;

/**
 * The gap of the last 24 hours, one sample every ten seconds, in memory, for the page's chart.
 *
 * <p>Never is {@link #NEVER}, and in JSON null. A restart begins anew; the chart then shows a hole,
 * not a line.
 */
final class GapSamples {
  static final int EVERY_SECONDS = 10;
  static final int HOURS = 24;
  private static final int MOST = HOURS * 3600 / EVERY_SECONDS;
  private static final long NEVER = -1;

  private final long[] times = new long[MOST];
  private final long[] gaps = new long[MOST];
  private final long[] limits = new long[MOST];
  private long taken;

  /** Takes the picture's gap as a sample if the last one is old enough. */
  synchronized void offer(Picture picture) {
    long time = picture.asOf().getEpochSecond();
    if (taken > 0) {
      long since = time - times[(int) ((taken - 1) % MOST)];
      // A wall clock that was set back must not stop the sampling for hours.
      if (since >= 0 && since < EVERY_SECONDS) {
        return;
      }
    }
    int at = (int) (taken % MOST);
    Long seconds = picture.gap().seconds();
    times[at] = time;
    gaps[at] = seconds == null ? NEVER : seconds;
    limits[at] = picture.gap().limitSeconds();
    taken++;
  }

  /** Samples as {@code [epoch second, gap or null, limit]}, oldest first. */
  synchronized ObjectNode json(Instant now, long hours) {
    ObjectNode all = PictureJson.object().put("everySeconds", EVERY_SECONDS);
    ArrayNode samples = all.putArray("samples");
    long from = now.getEpochSecond() - hours * 3600;
    for (long i = Math.max(0, taken - MOST); i < taken; i++) {
      int at = (int) (i % MOST);
      if (times[at] >= from) {
        ArrayNode sample = samples.addArray().add(times[at]);
        if (gaps[at] == NEVER) {
          sample.addNull();
        } else {
          sample.add(gaps[at]);
        }
        sample.add(limits[at]);
      }
    }
    return all;
  }
}
