package dev.bcs.files;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One inode in memory: what programs see of it now, and what has reached the platter. */
final class FaultyNode {
  /** Attributes, which reach the platter with the content. */
  record Attributes(int mode, int user, int group, long modified) {}

  final Stat.Kind kind;
  final long inode;
  final byte[] target;
  long device;
  boolean mountRoot;
  Attributes now;
  Attributes durable;
  byte[] data = {};
  int size;
  byte[] durableData = {};
  final Map<BytePath, FaultyNode> names = new TreeMap<>();
  final Map<BytePath, FaultyNode> durableNames = new TreeMap<>();

  FaultyNode(Stat.Kind kind, long inode, long device, int mode, byte[] target) {
    this.kind = kind;
    this.inode = inode;
    this.device = device;
    this.target = target.clone();
    this.now = new Attributes(mode, 0, 0, inode);
    this.durable = now;
  }

  /** How many names below this directory are that node. */
  int namesOf(FaultyNode wanted) {
    int found = 0;
    for (FaultyNode child : names.values()) {
      found += child == wanted ? 1 : 0;
      found += child.kind == Stat.Kind.DIRECTORY ? child.namesOf(wanted) : 0;
    }
    return found;
  }

  Stat stat(int links) {
    long length = kind == Stat.Kind.SYMBOLIC_LINK ? target.length : size;
    long time = now.modified();
    return new Stat(
        kind,
        now.mode(),
        now.user(),
        now.group(),
        length,
        device,
        inode,
        links,
        time,
        time,
        0,
        length,
        mountRoot);
  }

  void append(byte[] from, int offset, int length) {
    if (size + length > data.length) {
      data = Arrays.copyOf(data, Math.max(size + length, data.length * 2));
    }
    System.arraycopy(from, offset, data, size, length);
    size += length;
  }

  void sync() {
    durableData = Arrays.copyOf(data, size);
    durable = now;
  }

  /** After the crash: names as on the platter; of unsynced content any part, or zeros. */
  void reboot(Random luck) {
    names.clear();
    names.putAll(durableNames);
    if (luck.nextBoolean()) {
      now = durable;
    }
    if (!Arrays.equals(durableData, 0, durableData.length, data, 0, size)) {
      data = leftover(luck);
      size = data.length;
    }
    sync();
  }

  private byte[] leftover(Random luck) {
    byte[] written = Arrays.copyOf(data, size);
    return switch (luck.nextInt(4)) {
      case 0 -> durableData;
      case 1 -> written;
      case 2 ->
        Arrays.copyOf(written, durableData.length + luck.nextInt(size - durableData.length));
      default -> Arrays.copyOf(durableData, size);
    };
  }
}
