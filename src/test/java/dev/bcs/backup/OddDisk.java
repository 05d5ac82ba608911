package dev.bcs.backup;

import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The real disk, on which a test lets something happen when a file is opened or read. */
final class OddDisk {
  private final Map<String, Event> onOpen = new HashMap<>();
  private final Map<String, Event> afterRead = new HashMap<>();
  private final Set<String> mounted = new HashSet<>();
  private int opened;

  /** Something that happens to a path. */
  interface Event {
    void happen() throws IOException;
  }

  void onOpen(String path, Event event) {
    onOpen.put(path, event);
  }

  /** Happens after each read of the file, before its last state is asked for. */
  void afterRead(String path, Event event) {
    afterRead.put(path, event);
  }

  /** As if another file system were mounted there. */
  void mounted(String path) {
    mounted.add(path);
  }

  void breaks(String path) {
    onOpen(path, () -> {
      throw new FileSystemException(path, null, "Input/output error");
    });
  }

  /** How many files were opened. */
  int opened() {
    return opened;
  }

  Disk disk() {
    return odd(Disk.system());
  }

  private Disk.Beneath beneath(Disk.Beneath real) {
    Disk odd = odd(real.disk());
    return new Disk.Beneath() {
      @Override
      public Disk disk() {
        return odd;
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }

  private Disk odd(Disk real) {
    return (Disk) Proxy.newProxyInstance(
        Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (self, method, arguments) -> {
          try {
            if (method.getName().equals("open")) {
              return open(real, (BytePath) arguments[0]);
            }
            if (method.getName().equals("beneath")) {
              return beneath(real.beneath((BytePath) arguments[0]));
            }
            if (method.getName().equals("look")) {
              return InvocationHandler.invokeDefault(self, method, arguments);
            }
            Object answer = method.invoke(real, arguments);
            return answer instanceof Stat stat ? seen(arguments[0].toString(), stat) : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private Stat seen(String path, Stat stat) {
    return mounted.stream().anyMatch(top -> path.equals(top) || path.startsWith(top + "/"))
        ? new Stat(
            stat.kind(),
            stat.mode(),
            stat.user(),
            stat.group(),
            stat.size(),
            stat.device() + 1,
            stat.inode(),
            stat.links(),
            stat.modified(),
            stat.changed(),
            stat.era(),
            stat.allocated(),
            mounted.contains(path))
        : stat;
  }

  private Disk.ReadableFile open(Disk real, BytePath path) throws IOException {
    opened++;
    onOpen.getOrDefault(path.toString(), () -> {}).happen();
    Disk.ReadableFile file = real.open(path);
    Event after = afterRead.getOrDefault(path.toString(), () -> {});
    return new Disk.ReadableFile() {
      @Override
      public Stat stat() throws IOException {
        return file.stat();
      }

      @Override
      public int read(long position, byte[] into, int offset, int length) throws IOException {
        int got = file.read(position, into, offset, length);
        after.happen();
        return got;
      }

      @Override
      public List<Attribute> attributes() throws IOException {
        return file.attributes();
      }

      @Override
      public long nextContent(long position) throws IOException {
        return file.nextContent(position);
      }

      @Override
      public long endOfContent(long position) throws IOException {
        return file.endOfContent(position);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
