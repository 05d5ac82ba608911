package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Epoch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file that lets the appliance's services start, for as long as BCS lets this unit serve.
 *
 * <p>Services that the system starts by itself at boot would serve before BCS has decided whether
 * this unit may. A drop-in keeps them back,
 * {@code /etc/systemd/system/pbx.service.d/bcs-guard.conf}:
 *
 * <pre>{@code
 * [Unit]
 * After=bcs.service
 * [Service]
 * ExecCondition=+/usr/share/bcs/service-wrapper/bcs-guard /var/lib/bcs
 * }</pre>
 *
 * <p>That script ends with 0 exactly if {@link #allows}; where it does not, systemd does not start
 * the service, and BCS starts it later, when this unit may serve. The file names the boot in which
 * it was written: after a reboot, however unclean, it is void by itself. Order: it is written
 * before the first service is started and removed before the first one is stopped, so at any
 * instant of a crash it allows no more than the role did.
 */
public final class BootGuard {
  private final Disk disk;
  private final BytePath file;
  private final Clocks clocks;

  /** The file is {@code guard/may-serve} in the unit's home. */
  public BootGuard(Disk disk, BytePath file, Clocks clocks) {
    this.disk = disk;
    this.file = file;
    this.clocks = clocks;
  }

  /** Services may start from now on, in this boot; durable when it returns. */
  public void allow(Epoch epoch) throws IOException {
    BytePath making = file.parent().child("may-serve.new");
    disk.makeDirectories(file.parent(), 0755);
    if (disk.exists(making)) {
      disk.remove(making);
    }
    byte[] text =
        ("boot " + clocks.bootId() + "\nepoch " + epoch + "\n").getBytes(StandardCharsets.UTF_8);
    try (Disk.WritableFile out = disk.create(making, 0644)) {
      out.write(text, 0, text.length);
      out.sync();
    }
    disk.rename(making, file);
    disk.syncDirectory(file.parent());
  }

  /** No service may start any more; durable when it returns. */
  public void forbid() throws IOException {
    if (disk.exists(file)) {
      disk.remove(file);
    }
    if (disk.exists(file.parent())) {
      disk.syncDirectory(file.parent());
    }
  }

  /** Whether the file is there, whole, and of this boot; anything else is no. */
  public static boolean allows(Path guardFile, String bootId) {
    try {
      List<String> lines = Files.readAllLines(guardFile);
      return lines.size() == 2
          && lines.get(0).equals("boot " + bootId)
          && lines.get(1).startsWith("epoch ");
    } catch (IOException absentOrUnreadable) {
      return false;
    }
  }
}
