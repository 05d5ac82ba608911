package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The durable note beside a slot that says which tree was which before the swap began.
 *
 * @param live inode of the tree that was live
 * @param slot inode of the staged tree
 * @param aside where the tree that was live is going
 * @param carried what is put into the staged tree from the one that was live
 */
record SwapNote(long live, long slot, BytePath aside, List<Carried> carried) {
  private static final int LARGEST = 1 << 20;

  SwapNote {
    carried = List.copyOf(carried);
  }

  /**
   * A name in the staged tree that a local path, or the directories that lead to it, will take.
   *
   * @param target relative to the tree
   * @param inode of what the staged tree has there, 0 if it has nothing
   * @param modified of the directory that holds the name, to be put back at an undo
   */
  record Carried(BytePath target, long inode, long modified) {}

  static BytePath placeFor(SwapPair pair) {
    return beside(pair, "swap");
  }

  /** A name beside the slot that belongs to its swap. */
  static BytePath beside(SwapPair pair, String word) {
    String ending = "." + word;
    byte[] slot = pair.slot().name();
    byte[] name = new byte[slot.length + ending.length()];
    System.arraycopy(slot, 0, name, 0, slot.length);
    byte[] end = ending.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(end, 0, name, slot.length, end.length);
    return pair.slot().parent().child(name);
  }

  /** Durable and whole when this returns; a crash before leaves no note. */
  void write(Disk disk, SwapPair pair) throws IOException {
    BytePath making = beside(pair, "swap-new");
    if (disk.exists(making)) {
      disk.remove(making);
    }
    byte[] bytes = text().getBytes(StandardCharsets.US_ASCII);
    try (Disk.WritableFile file = disk.create(making, 0600)) {
      file.write(bytes, 0, bytes.length);
      file.sync();
    }
    disk.rename(making, placeFor(pair));
    disk.syncDirectory(pair.slot().parent());
  }

  static Optional<SwapNote> read(Disk disk, SwapPair pair) throws IOException {
    BytePath place = placeFor(pair);
    if (!disk.exists(place)) {
      return Optional.empty();
    }
    try (Disk.ReadableFile file = disk.open(place)) {
      byte[] bytes = new byte[(int) Math.min(file.stat().size(), LARGEST)];
      int got = file.read(0, bytes, 0, bytes.length);
      return Optional.of(parse(new String(bytes, 0, Math.max(got, 0), StandardCharsets.US_ASCII)));
    } catch (RuntimeException notOurs) {
      throw new IOException("the note " + place + " cannot be understood", notOurs);
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder("swap 1\n");
    text.append("live ").append(live).append('\n');
    text.append("slot ").append(slot).append('\n');
    text.append("aside ").append(hex(aside)).append('\n');
    for (Carried c : carried) {
      text.append("carried ").append(c.inode).append(' ').append(c.modified).append(' ');
      text.append(hex(c.target)).append('\n');
    }
    return text.append("end\n").toString();
  }

  private static SwapNote parse(String text) {
    List<String> lines = text.lines().toList();
    if (!lines.get(0).equals("swap 1") || !lines.get(lines.size() - 1).equals("end")) {
      throw new IllegalArgumentException("not a whole note of version 1");
    }
    List<Carried> carried = new ArrayList<>();
    for (String line : lines.subList(4, lines.size() - 1)) {
      String[] words = line.split(" ", -1);
      carried.add(new Carried(path(words[3]), Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return new SwapNote(
        Long.parseLong(word(lines, 1)),
        Long.parseLong(word(lines, 2)),
        path(word(lines, 3)),
        carried);
  }

  private static String word(List<String> lines, int line) {
    return lines.get(line).split(" ", -1)[1];
  }

  private static String hex(BytePath path) {
    return HexFormat.of().formatHex(path.bytes());
  }

  private static BytePath path(String hex) {
    return BytePath.of(HexFormat.of().parseHex(hex));
  }
}
