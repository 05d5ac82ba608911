package dev.bcs.backup;

import dev.bcs.backup.Baseline.Look;
import dev.bcs.backup.Survey.Name;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Scratch;
import dev.bcs.files.Spool;
import dev.bcs.files.Stat;
import dev.bcs.store.EntryList;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes the long lists of a run, which lie in files of this folder once they are long. */
record Spools(Disk disk, BytePath folder) {
  private static final List<Stat.Kind> KINDS = List.of(Stat.Kind.values());

  private static final Spool.Form<Name> NAME = new Spool.Form<>() {
    @Override
    public void put(Name name, DataOutputStream out) throws IOException {
      byte[] path = name.path().bytes();
      Stat stat = name.stat();
      out.writeShort(path.length);
      out.write(path);
      out.writeByte(KINDS.indexOf(stat.kind()));
      out.writeShort(stat.mode());
      out.writeInt(stat.user());
      out.writeInt(stat.group());
      out.writeLong(stat.size());
      out.writeLong(stat.device());
      out.writeLong(stat.inode());
      out.writeInt(stat.links());
      out.writeLong(stat.modified());
      out.writeLong(stat.changed());
      out.writeInt(stat.era());
      out.writeLong(stat.allocated());
      out.writeBoolean(stat.mountRoot());
    }

    @Override
    public Name get(ByteBuffer in) {
      byte[] path = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(path);
      return new Name(
          BytePath.of(path),
          new Stat(
              KINDS.get(in.get()),
              in.getShort(),
              in.getInt(),
              in.getInt(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getInt(),
              in.getLong(),
              in.getLong(),
              in.getInt(),
              in.getLong(),
              in.get() != 0));
    }
  };

  private static final Spool.Form<Look> LOOK = new Spool.Form<>() {
    @Override
    public void put(Look look, DataOutputStream out) throws IOException {
      out.writeLong(look.device());
      out.writeLong(look.inode());
      out.writeLong(look.changed());
      out.writeByte(look.sure() ? 1 : 0);
    }

    @Override
    public Look get(ByteBuffer in) {
      return new Look(in.getLong(), in.getLong(), in.getLong(), in.get() == 1);
    }
  };

  /** Makes the folder if it is not there. */
  void prepare() throws IOException {
    disk.makeDirectories(folder, 0700);
  }

  Spool<Name> names() {
    return new Spool<>(disk, folder, NAME);
  }

  Spool<Look> looks() {
    return new Spool<>(disk, folder, LOOK);
  }

  EntryList entries() {
    return new EntryList(disk, folder);
  }

  Scratch scratch() {
    return new Scratch(disk, folder);
  }
}
