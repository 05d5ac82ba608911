package dev.bcs.files;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an open directory with getdents64(2), and looks at each name by statx(2) relative to it.
 *
 * <p>Names stay outside the heap on their way from the one call to the other: a look at a name
 * costs little more than the call itself.
 *
 * <pre>
 *  a record:  inode 8 · offset 8 · length of the record 2 · kind 1 · name, ends with a zero byte
 * </pre>
 */
final class Listing {
  private static final int SIZE = 64 << 10;
  private static final int LENGTH_AT = 16;
  private static final int NAME_AT = 19;

  /** One pair of buffers a thread, and one more for a listing within a listing. */
  private static final ThreadLocal<List<Buffers>> SPARE = ThreadLocal.withInitial(ArrayList::new);

  private Listing() {}

  /** What one listing needs of memory outside the heap. */
  private record Buffers(Memory records, Memory stat) {}

  static List<byte[]> names(Descriptor open, BytePath directory) throws IOException {
    List<byte[]> names = new ArrayList<>();
    read(open, directory, (fd, records, at, buffers) -> names.add(name(records, at)));
    return names;
  }

  static void look(Descriptor open, BytePath directory, Disk.Onlooker onlooker) throws IOException {
    read(open, directory, (fd, records, at, buffers) -> {
      int error =
          StatBuffer.ofName(fd, new Pointer(Pointer.nativeValue(records) + at), buffers.stat);
      byte[] name = name(records, at);
      if (error != 0) {
        onlooker.failed(name, Failures.of(error, directory.child(name)));
      } else {
        onlooker.seen(name, StatBuffer.decode(buffers.stat));
      }
    });
  }

  /** Takes the name that begins at a place of the records. */
  private interface Taker {
    void take(int fd, Memory records, long at, Buffers buffers) throws IOException;
  }

  private static void read(Descriptor open, BytePath directory, Taker taker) throws IOException {
    List<Buffers> spare = SPARE.get();
    Buffers buffers = spare.isEmpty()
        ? new Buffers(new Memory(SIZE), new Memory(StatBuffer.SIZE))
        : spare.remove(spare.size() - 1);
    try {
      int fd = open.number();
      Memory records = buffers.records;
      while (true) {
        long got = NativeDisk.retried(() -> Libc.getdents64(fd, records, SIZE));
        if (got < 0) {
          throw Failures.of(Native.getLastError(), directory);
        }
        if (got == 0) {
          return;
        }
        for (long at = 0; at < got; at += records.getShort(at + LENGTH_AT) & 0xffff) {
          if (!isDots(records, at + NAME_AT)) {
            taker.take(fd, records, at + NAME_AT, buffers);
          }
        }
      }
    } finally {
      if (spare.isEmpty()) {
        spare.add(buffers);
      }
    }
  }

  private static boolean isDots(Memory records, long at) {
    return records.getByte(at) == '.'
        && (records.getByte(at + 1) == 0
            || (records.getByte(at + 1) == '.' && records.getByte(at + 2) == 0));
  }

  private static byte[] name(Memory records, long at) {
    byte[] name = new byte[(int) records.indexOf(at, (byte) 0)];
    records.read(at, name, 0, name.length);
    return name;
  }
}
