package dev.bcs.files;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystemException;
import java.util.Set;

/**
 * Another disk of which one chosen call goes wrong, whatever call it is: of files that are open on
 * it, too.
 */
public final class UnluckyDisk {
  private static final Set<String> READS =
      Set.of("stat", "exists", "list", "look", "open", "readLink", "space", "writable", "read");

  private final Disk below;
  private final Disk disk;
  private Kind kind = Kind.ERROR;
  private boolean countsReads;
  private long calls;
  private long failAt = Long.MAX_VALUE;
  private boolean full;
  private boolean failed;

  /** How it goes wrong. */
  public enum Kind {
    /** The call does nothing and fails, once. */
    ERROR,
    /** Half of what was to be written is written, and the call fails, once. */
    SHORT_WRITE,
    /** From this call on, nothing that makes or writes anything succeeds until {@link #mend}. */
    FULL
  }

  public UnluckyDisk(Disk below) {
    this.below = below;
    this.disk = wrap(below, Disk.class);
  }

  public Disk disk() {
    return disk;
  }

  /** Counts, and lets fail, calls that only read as well. */
  public synchronized UnluckyDisk withReads() {
    countsReads = true;
    return this;
  }

  /** Calls that were counted. */
  public synchronized long calls() {
    return calls;
  }

  /** The n-th call from now goes wrong; 1 is the next one. */
  public synchronized void failAt(long n, Kind how) {
    failAt = calls + n;
    kind = how;
  }

  /** Nothing goes wrong any more; tells whether anything did. */
  public synchronized boolean mend() {
    failAt = Long.MAX_VALUE;
    full = false;
    return failed;
  }

  private <T> T wrap(T target, Class<T> type) {
    InvocationHandler handler = (proxy, method, args) -> call(target, method, args);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private Object call(Object target, Method method, Object[] args) throws Throwable {
    if (method.getDeclaringClass() != Object.class && !method.getName().equals("close")) {
      luck(target, method, args);
    }
    try {
      Object result = method.invoke(target, args);
      if (result instanceof Disk.ReadableFile file) {
        return wrap(file, Disk.ReadableFile.class);
      }
      return result instanceof Disk.WritableFile file
          ? wrap(file, Disk.WritableFile.class)
          : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void luck(Object target, Method method, Object[] args) throws IOException {
    boolean reads = READS.contains(method.getName());
    synchronized (this) {
      if (reads && !countsReads) {
        return;
      }
      calls++;
      if (calls == failAt && kind == Kind.FULL) {
        full = true;
      }
      if (calls != failAt && !(full && grows(method))) {
        return;
      }
      failed = true;
    }
    if (kind == Kind.SHORT_WRITE
        && target instanceof Disk.WritableFile file
        && method.getName().equals("write")) {
      file.write((byte[]) args[0], (int) args[1], (int) args[2] / 2);
    }
    String why = kind == Kind.ERROR ? "Input/output error" : "No space left on device";
    throw new FileSystemException(String.valueOf(below), null, why + " at " + method.getName());
  }

  private static boolean grows(Method method) {
    String name = method.getName();
    return name.startsWith("make") || name.equals("create") || name.equals("write");
  }
}
