package dev.bcs.dumps;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The user who owns an engine's live data, as whom its programs run. */
record Account(int user, int group, int self) {
  private static final String SETPRIV = "/usr/bin/setpriv";

  /** Of a live place; refuses root, as whom no engine runs. */
  static Account of(Disk disk, Path live) throws IOException {
    Stat stat;
    try {
      stat = disk.stat(BytePath.of(live));
    } catch (NoSuchFileException absent) {
      throw new IOException(
          "there is no " + live + "\nhint: make it, empty, and give it to the user of the engine",
          absent);
    }
    int self = disk.stat(BytePath.of("/proc/self")).user();
    if (stat.user() == 0) {
      throw new IOException(live + " belongs to root, and an engine does not run as root"
          + "\nhint: give it to the user of the engine, such as chown postgres: " + live);
    }
    if (self != 0 && self != stat.user()) {
      throw new IOException(live + " belongs to another user than bcs runs as"
          + "\nhint: run bcs as root, or as the user of the engine");
    }
    return new Account(stat.user(), stat.group(), self);
  }

  /** The command as this user runs it, ended by the system if this process dies. */
  List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>(List.of(SETPRIV, "--pdeathsig", "KILL"));
    if (self != user) {
      whole.addAll(List.of("--reuid=" + user, "--regid=" + group, "--clear-groups"));
    }
    whole.add("--");
    whole.addAll(command);
    return whole;
  }

  /** Gives a file or directory to this user. */
  void give(Disk disk, Path path) throws IOException {
    if (self != user) {
      disk.setOwner(BytePath.of(path), user, group);
    }
  }
}
