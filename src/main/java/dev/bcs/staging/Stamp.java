package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Spool;
import dev.bcs.files.Stat;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** By what a file is recognised as untouched since it was verified. */
record Stamp(long inode, long size, long modified, long changed) {
  static Stamp of(Stat stat) {
    return new Stamp(stat.inode(), stat.size(), stat.modified(), stat.changed());
  }

  /** The stamp of a path. */
  record Of(BytePath path, Stamp stamp) {}

  /** For lists of them that lie in a file. */
  static final Spool.Form<Of> FORM = new Spool.Form<>() {
    @Override
    public void put(Of each, DataOutputStream out) throws IOException {
      byte[] path = each.path.bytes();
      out.writeShort(path.length);
      out.write(path);
      out.writeLong(each.stamp.inode);
      out.writeLong(each.stamp.size);
      out.writeLong(each.stamp.modified);
      out.writeLong(each.stamp.changed);
    }

    @Override
    public Of get(ByteBuffer in) {
      byte[] path = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(path);
      return new Of(
          BytePath.of(path), new Stamp(in.getLong(), in.getLong(), in.getLong(), in.getLong()));
    }
  };
}
