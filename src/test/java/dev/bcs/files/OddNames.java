package dev.bcs.files;

import java.io.IOException;

/** Makes two oddly named files and reads their names back; run as its own process by a test. */
final class OddNames {
  private OddNames() {}

  public static void main(String[] arguments) throws IOException {
    Disk disk = Disk.system();
    BytePath top = BytePath.of(arguments[0]);
    disk.create(top.child(new byte[] {(byte) 0xff}), 0600).close();
    disk.create(top.child("\u00dc"), 0600).close();
    for (byte[] name : disk.list(top)) {
      disk.stat(top.child(name));
    }
  }
}
