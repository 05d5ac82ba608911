package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.staging.Placement;
import dev.bcs.takeover.Preflight;
import dev.bcs.takeover.Swap;
import dev.bcs.takeover.SwapPair;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the slot, and what a restore brings back, as rsync, getfacl and getfattr see it. */
class FidelityTest {
  /** One of everything that root can make on ext4; the times are what GNU touch understands. */
  private static final String EVERYTHING = """
      mkdir -p deep/er 'a b' default &&
      head -c 3000000 /dev/urandom > big && : > empty && echo hello > hello &&
      echo one > Case && echo two > case && echo three > CASE &&
      ln hello deep/twin && ln hello 'a b/third' &&
      ln -s ../out/of/here dangling && ln -s hello link && mkfifo -m 0620 pipe &&
      mknod null c 1 3 &&
      truncate -s 100M holes && printf middle | dd of=holes bs=1 seek=50000000 conv=notrunc &&
      printf head > tail-hole && truncate -s 20M tail-hole && truncate -s 7M all-hole &&
      chown 4711:4712 hello && chown -h 4713:4714 link && chown 1:2 deep pipe &&
      chmod 6751 big && chmod 1777 'a b' && chmod 0 empty && chown 33:33 big && chmod 6751 big &&
      setfattr -n user.comment -v 'with \"quotes\"' hello &&
      setfattr -n user.empty hello && setfattr -n user.folder -v yes deep &&
      setfattr -n trusted.mine -v root hello && setfattr -h -n trusted.link -v 1 link &&
      setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 big &&
      setfacl -m u:4711:rw,g:33:r,m::rw case && setfacl -m d:u:4712:rwx,d:g:4713:rx default &&
      echo inherits > default/child && setfacl -b default/child &&
      printf '%s\\n' odd > "$(printf 'caf\\351 \\n\\001')" &&
      touch -d '2399-12-31T23:59:59.987654321Z' Case &&
      touch -d '1905-01-01T00:00:00.000000001Z' CASE &&
      touch -h -d '2001-02-03T04:05:06.123456789Z' link dangling && touch -d @0.5 deep/er deep
      """;

  private static final String CHANGES = """
      setfacl -b case && setfattr -x user.comment hello && setfattr -n user.new -v 2 hello &&
      setfacl -m u:1:r Case && setfacl -k default && setfattr -x user.folder deep &&
      printf more | dd of=holes bs=1 seek=90000000 conv=notrunc && chown 5:6 hello &&
      rm 'a b/third' && setfattr -x security.capability big
      """;

  @TempDir
  private Path folder;

  private final Disk disk = Disk.system();
  private Path live;
  private TwoUnits units;

  @BeforeEach
  void makeThePair() throws IOException {
    live = Files.createDirectories(folder.resolve("a/live"));
    units = new TwoUnits(folder);
  }

  @AfterEach
  void removeAll() throws IOException {
    units.close();
    // JUnit cannot remove paths as long as some of these.
    new Trees(disk).remove(BytePath.of(folder.resolve("a")));
    new Trees(disk).remove(BytePath.of(folder.resolve("b")));
    new Trees(disk).remove(BytePath.of(folder.resolve("restored")));
  }

  @Test
  void everythingThatRootCanMakeComesBackAsItWas() throws IOException, InterruptedException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    sh(live, EVERYTHING);
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(live.resolve("sock")));
    }
    BackupView view = units.verified();
    assertThat(view.detail()).startsWith("2 notes; the first: pbx/mail: null is a device");
    assertThat(units.notes()).isEmpty();
    mustBeAlike(units.slot());
    mustBeAlike(units.restore(folder.resolve("restored")));

    sh(live, CHANGES);
    units.verified();
    mustBeAlike(units.slot());
    sh(live, "touch more");
    units.verified();
    mustBeAlike(units.slot());
  }

  private void mustBeAlike(BytePath other) throws IOException, InterruptedException {
    String copy = "'" + other + "'";
    assertThat(sh(
            live,
            "rsync -aHAXn --checksum --delete --modify-window=-1 --itemize-changes"
                + " --exclude=/sock --exclude=/null ./ " + copy + "/"))
        .isEmpty();
    String names = "find . ! -name sock ! -name null %s -print0 | sort -z | xargs -0 ";
    for (String look : List.of(
        names.replace("%s", "! -type l") + "getfacl -np",
        names.replace("%s", "") + "getfattr -hd -m -")) {
      assertThat(sh(Path.of(other.toString()), look)).isEqualTo(sh(live, look));
    }
    for (String name : List.of("holes", "tail-hole", "all-hole", "big")) {
      long here = disk.stat(BytePath.of(live).child(name)).allocated();
      assertThat(disk.stat(other.child(name)).allocated())
          .as(name)
          .isBetween(here - 65_536, here + 65_536);
    }
  }

  private static String sh(Path in, String script) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-c", script)
        .directory(in.toFile())
        .redirectErrorStream(true)
        .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(told).isZero();
    return told;
  }

  @Test
  void aHoleOfTenGigabytesCostsNothing() throws IOException {
    BytePath file = BytePath.of(live).child("image");
    byte[] tail = "the end".getBytes(StandardCharsets.UTF_8);
    try (Disk.WritableFile out = disk.create(file, 0600)) {
      out.skip(10L << 30);
      out.write(tail, 0, tail.length);
    }
    BackupView view = units.verified();
    assertThat(view.bytesSent()).isLessThan(10_000);
    for (BytePath copy : List.of(units.slot(), units.restore(folder.resolve("restored")))) {
      Stat stat = disk.stat(copy.child("image"));
      assertThat(stat.size()).isEqualTo((10L << 30) + tail.length);
      assertThat(stat.allocated()).isLessThan(100_000);
      try (Disk.ReadableFile in = disk.open(copy.child("image"))) {
        byte[] back = new byte[tail.length];
        assertThat(in.read(10L << 30, back, 0, back.length)).isEqualTo(back.length);
        assertThat(back).isEqualTo(tail);
      }
    }
    assertThat(units.manifest().trees().get(0).bytes()).isEqualTo(tail.length);
  }

  @Test
  void pathsLongerThanTheSystemTakesAtOnceAreCaptured() throws IOException {
    BytePath at = BytePath.of(live);
    for (int level = 0; level < 30; level++) {
      at = at.child("n".repeat(190) + level);
      disk.makeDirectory(at, 0750);
    }
    BytePath file = at.child("bottom");
    try (Disk.WritableFile out = disk.create(file, 0640)) {
      out.write(new byte[] {'x'}, 0, 1);
    }
    disk.makeSymbolicLink(new byte[] {'y'}, at.child("link"));
    disk.makeFifo(at.child("pipe"), 0600);
    disk.makeHardLink(file, at.child("twin"));
    assertThat(file.length()).isGreaterThan(5700);
    units.verified();
    List<String> before = names(BytePath.of(live));
    assertThat(before).hasSizeGreaterThan(34);
    assertThat(names(units.slot())).isEqualTo(before);
    assertThat(names(units.restore(folder.resolve("restored")))).isEqualTo(before);

    disk.remove(at.child("link"));
    units.verified();
    assertThat(names(units.slot())).isEqualTo(names(BytePath.of(live)));
  }

  private List<String> names(BytePath top) throws IOException {
    List<String> names = new ArrayList<>();
    new Trees(disk)
        .walk(
            top,
            (path, stat) -> names.add(path + " " + stat.kind() + " " + stat.mode() + " "
                + stat.size() + " " + stat.links() + " " + stat.modified()));
    return names;
  }

  @Test
  void aMountRootKeepsItsSlotsWithinAndIsSwappedThere() throws IOException, InterruptedException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Path there = Files.createDirectories(folder.resolve("b/live"));
    Path source = Files.createDirectories(folder.resolve("b/disk"));
    sh(folder, "mount --bind " + source + " " + there);
    try {
      sh(there, "echo old > old && mkdir lost+found && chmod 0700 .");
      sh(live, "mkdir -p d/e && echo new > d/e/new && ln -s d l && chmod 0711 .");
      units.verified();
      assertThat(units.slot()).isEqualTo(BytePath.of(there).child(".bcs/pbx/mail/slot-a"));
      SwapPair pair = pair(units.placement());
      assertThat(Preflight.system(disk).obstacles(List.of(pair))).isEmpty();
      Swap swap = new Swap(disk);
      swap.run(List.of(pair));
      swap.undo(List.of(pair));
      assertThat(sh(there, "ls -A")).isEqualTo(".bcs\nlost+found\nold\n");
      swap.run(List.of(pair));
      swap.seal(List.of(pair));
      assertThat(sh(there, "find . -name .bcs -prune -o -printf '%p %m\n' | sort"))
          .isEqualTo(". 711\n./d 755\n./d/e 755\n./d/e/new 644\n./l 777\n./lost+found 755\n");
      assertThat(sh(Path.of(pair.aside().toString()), "cat old && stat -c %a ."))
          .isEqualTo("old\n700\n");
    } finally {
      sh(folder, "umount " + there);
    }
    BackupView view = units.backup();
    assertThat(view.detail()).contains("was a mount point, and nothing is mounted there now");
    assertThat(there.resolve(".bcs")).doesNotExist();
  }

  private static SwapPair pair(Placement p) {
    return new SwapPair(p.dataset(), p.live(), p.slot(), p.aside(), p.local());
  }

  @Test
  void aDatasetMayBeASingleFile() throws IOException {
    Files.delete(live);
    byte[] content = new byte[300_000];
    new Random(3).nextBytes(content);
    Files.write(live, content);
    units.verified();
    assertThat(Files.readAllBytes(Path.of(units.slot().toString()))).isEqualTo(content);
    assertThat(
            Files.readAllBytes(Path.of(units.restore(folder.resolve("restored")).toString())))
        .isEqualTo(content);
    Files.writeString(live, "shorter");
    units.verified();
    assertThat(Files.readString(Path.of(units.slot().toString()))).isEqualTo("shorter");

    SwapPair pair = pair(units.placement());
    assertThat(Preflight.system(disk).obstacles(List.of(pair))).isEmpty();
    new Swap(disk).run(List.of(pair));
    new Swap(disk).seal(List.of(pair));
    assertThat(Files.readString(folder.resolve("b/live"))).isEqualTo("shorter");
    assertThat(Files.size(Path.of(pair.aside().toString()))).isZero();
  }
}
