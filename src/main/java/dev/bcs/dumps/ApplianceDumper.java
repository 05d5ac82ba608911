package dev.bcs.dumps;

import dev.bcs.commands.Piped;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lets the appliance's own command make a backup; only its exit code 0 counts.
 *
 * <p>It writes to its standard output, which becomes the file {@code backup}, or it writes files
 * into the folder that {@code BCS_DUMP} names.
 */
final class ApplianceDumper implements Dumper {
  static final String OUTPUT = "backup";

  private final Clocks clocks;

  ApplianceDumper(Clocks clocks) {
    this.clocks = clocks;
  }

  @Override
  public void dump(Dataset dataset, Dump into, Bounds bounds) throws IOException {
    Path folder = into.scratch();
    Piped.Order order = new Piped.Order(
        "",
        dataset.means().backup(),
        Map.of("BCS_DATASET", dataset.id(), "BCS_DUMP", folder.toString()),
        null,
        bounds.limit(),
        bounds.givenUp());
    if (!dataset.means().toFolder()) {
      try (InputStream content = Piped.start(order, clocks)) {
        into.file(OUTPUT, new Something(content));
      }
      return;
    }
    String said = Piped.text(order, clocks);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException(nothing("no file into " + folder)
          + (said.isBlank()
              ? ""
              : "; it said " + said.strip().lines().findFirst().orElse("")));
    }
    for (Path file : files) {
      try (InputStream content = Files.newInputStream(file)) {
        into.file(folder.relativize(file).toString(), content);
      }
    }
  }

  private static String nothing(String what) {
    return "the backup command ended well and wrote " + what
        + "\nhint: set output to \"stdout\" or \"folder\", whichever it does";
  }

  /** A stream that is not empty: a backup of nothing is a mistake. */
  private static final class Something extends InputStream {
    private final InputStream from;
    private boolean any;

    Something(InputStream from) {
      this.from = from;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int got = from.read(into, offset, length);
      any |= got > 0;
      if (got < 0 && !any) {
        throw new IOException(nothing("nothing to its output"));
      }
      return got;
    }
  }
}
