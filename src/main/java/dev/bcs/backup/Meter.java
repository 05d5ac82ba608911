package dev.bcs.backup;

import java.util.concurrent.atomic.AtomicLong;

/** How far a run is; written by its threads, read by any. */
final class Meter {
  private final Runnable changed;
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong pulses = new AtomicLong();
  private volatile long generation;
  private volatile long filesTotal;
  private volatile long bytesTotal;
  private volatile String phase = "capture";

  Meter(Runnable changed) {
    this.changed = changed;
  }

  void generation(long number) {
    generation = number;
  }

  long generation() {
    return generation;
  }

  /** The run lives: something was read, or the peer answered. */
  void pulse() {
    pulses.incrementAndGet();
  }

  /** Grows with each sign of life. */
  long pulses() {
    return pulses.get();
  }

  /** A phase begins, in which so many files and bytes are to be done. */
  void begin(String name, long allFiles, long allBytes) {
    boolean other = !name.equals(phase);
    phase = name;
    filesTotal = allFiles;
    bytesTotal = allBytes;
    if (other) {
      files.set(0);
      bytes.set(0);
      changed.run();
    }
  }

  /** Found while surveying, when the total is not known yet. */
  void found() {
    filesTotal = files.incrementAndGet();
    pulse();
  }

  void done(long moreFiles, long moreBytes) {
    files.addAndGet(moreFiles);
    bytes.addAndGet(moreBytes);
    pulse();
  }

  void at(long filesDone, long all) {
    files.set(filesDone);
    filesTotal = all;
  }

  long filesTotal() {
    return filesTotal;
  }

  long bytesTotal() {
    return bytesTotal;
  }

  BackupView.Progress progress() {
    return new BackupView.Progress(
        generation, phase, files.get(), filesTotal, bytes.get(), bytesTotal);
  }
}
