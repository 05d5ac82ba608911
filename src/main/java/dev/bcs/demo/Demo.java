package dev.bcs.demo;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The demo: a whole pair on loopback, to be watched and tried, or as one story with an end. */
public final class Demo {
  public static final int PORT_BASE = 7400;
  /** The stories that can be played. */
  public static final List<String> STORIES = List.of("failover");

  private static final long TIDY_SECONDS = 60;
  private static final String MARK = ".bcs-demo";

  private final PrintWriter out;
  private final Options options;
  private final CountDownLatch enough = new CountDownLatch(1);
  private final CountDownLatch tidy = new CountDownLatch(1);

  public Demo(Options options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /**
   * How it is played.
   *
   * @param dir where everything is kept; empty for a folder of its own, which is removed at the end
   * @param once the story of that name is played to its end
   */
  public record Options(String dir, int portBase, boolean once, String story) {}

  /** Something stands against the demo before it began; the message has a way out. */
  public static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }

  /**
   * Plays; blocks until the story ended or the process is interrupted, and leaves nothing running.
   *
   * @return whether every step held
   */
  public boolean run() throws Unfit, IOException, InterruptedException {
    DemoPorts ports = ports();
    boolean ownFolder = options.dir().isEmpty();
    Path folder = ownFolder ? Files.createTempDirectory("bcs-demo") : given();
    Thread player = Thread.currentThread();
    Thread end = Threads.factory("demo", "end").newThread(() -> interrupted(player));
    Runtime.getRuntime().addShutdownHook(end);
    Timeline line = new Timeline(out, Clocks.system());
    try (DemoPair pair = new DemoPair(folder, ports)) {
      return play(pair, folder, line);
    } finally {
      if (ownFolder) {
        remove(folder);
      }
      tidy.countDown();
    }
  }

  private boolean play(DemoPair pair, Path folder, Timeline line) throws InterruptedException {
    try {
      if (options.once()) {
        new FailoverStory(pair, line).play();
        line.say("every step held");
      } else {
        pair.start(line);
        new DemoScreen(pair, folder).print(out);
        new Traffic(pair, out).goOnUntil(enough);
      }
      return true;
    } catch (IOException failed) {
      line.say("FAILED: " + failed.getMessage());
      for (DemoUnit unit : List.of(pair.first, pair.second)) {
        unit.lastWords(8).forEach(words -> line.more(unit.name() + ": " + words));
      }
      return false;
    }
  }

  /** On the thread that ends the process: waits until nothing of the demo is left. */
  private void interrupted(Thread player) {
    enough.countDown();
    if (options.once() && tidy.getCount() > 0) {
      player.interrupt();
    }
    try {
      if (!tidy.await(TIDY_SECONDS, TimeUnit.SECONDS)) {
        out.println("the demo did not end within " + TIDY_SECONDS + " s; see what is left of it");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private DemoPorts ports() throws Unfit {
    DemoPorts ports;
    try {
      ports = new DemoPorts(options.portBase());
    } catch (IllegalArgumentException wrong) {
      throw new Unfit(String.valueOf(wrong.getMessage()));
    }
    List<Integer> taken = ports.taken();
    if (!taken.isEmpty()) {
      throw new Unfit("somebody else uses the port " + taken.get(0)
          + "\nhint: is another demo running? if not, choose others with --port-base N");
    }
    return ports;
  }

  /** A folder that a demo made is used again from the start; any other must be empty. */
  private Path given() throws Unfit, IOException {
    Path folder = Path.of(options.dir()).toAbsolutePath().normalize();
    if (Files.exists(folder)) {
      boolean demo = Files.exists(folder.resolve(MARK));
      try (Stream<Path> inside = Files.list(folder)) {
        if (!demo && inside.findAny().isPresent()) {
          throw new Unfit(folder + " is not empty, and no demo made it\nhint: name a new folder");
        }
      }
      if (demo) {
        remove(folder);
      }
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(MARK), "made by bcs demo, which may remove it\n");
    return folder;
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(folder, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
          throws IOException {
        Files.delete(visited);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
