package dev.bcs.staging;

import dev.bcs.files.Stat;

/** By what a file is recognised as untouched since it was verified. */
record Stamp(long inode, long size, long modified, long changed) {
  static Stamp of(Stat stat) {
    return new Stamp(stat.inode(), stat.size(), stat.modified(), stat.changed());
  }
}
