package dev.bcs.backup;

import dev.bcs.files.Stat;

/** One file, whatever names it has. */
record Inode(long device, long number) {
  static Inode of(Stat stat) {
    return new Inode(stat.device(), stat.inode());
  }

  static Inode of(Baseline.Look look) {
    return new Inode(look.device(), look.inode());
  }
}
