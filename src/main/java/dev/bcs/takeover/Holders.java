package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The processes that have files open, or stand, in a tree: they would go on in the old one. */
interface Holders {
  int MOST_NAMED = 20;

  /** Such as "pbx (pid 812) has /srv/pbx/log open"; at most {@value #MOST_NAMED} of them. */
  List<String> in(BytePath tree) throws IOException;

  /**
   * Looks through /proc, after proc(5); what may not be looked at is passed over, so that without
   * root only this user's own processes are found. This process itself is not counted.
   */
  static List<String> ofThisMachine(Disk disk, BytePath tree) throws IOException {
    BytePath proc = BytePath.of("/proc");
    String own = Long.toString(ProcessHandle.current().pid());
    List<String> found = new ArrayList<>();
    for (byte[] name : disk.list(proc)) {
      String pid = new String(name, StandardCharsets.ISO_8859_1);
      if (found.size() < MOST_NAMED && pid.matches("[0-9]+") && !pid.equals(own)) {
        String how = how(disk, proc.child(name), tree);
        if (!how.isEmpty()) {
          found.add(processName(disk, proc.child(name)) + " (pid " + pid + ") " + how);
        }
      }
    }
    return found;
  }

  private static String how(Disk disk, BytePath process, BytePath tree) {
    for (String place : List.of("cwd", "root")) {
      BytePath at = target(disk, process.child(place));
      if (at.startsWith(tree)) {
        return "stands in " + at;
      }
    }
    try {
      BytePath descriptors = process.child("fd");
      for (byte[] number : disk.list(descriptors)) {
        BytePath open = target(disk, descriptors.child(number));
        if (open.startsWith(tree)) {
          return "has " + open + " open";
        }
      }
    } catch (IOException notOursOrGone) {
      return "";
    }
    return "";
  }

  private static BytePath target(Disk disk, BytePath link) {
    try {
      return BytePath.of(disk.readLink(link));
    } catch (IOException notOursOrGone) {
      return BytePath.of("");
    }
  }

  private static String processName(Disk disk, BytePath process) {
    try (Disk.ReadableFile file = disk.open(process.child("comm"))) {
      byte[] bytes = new byte[64];
      int got = file.read(0, bytes, 0, bytes.length);
      return new String(bytes, 0, Math.max(0, got), StandardCharsets.UTF_8).strip();
    } catch (IOException gone) {
      return "a process";
    }
  }
}
