package dev.bcs.store;

import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What format 2 adds to a manifest, as {@link ManifestCodec} draws it.
 *
 * <pre>
 *  traits:  flags 1; one byte of zero for nearly all names
 *             1: attributes 2, each: name BYTES · length 4 · value
 *             2: holes 4, each: start 8 · length 8
 *             4: era 4, signed
 *             8: nobody looked for traits
 *  table:   count 4, each: number 4 · name TEXT                    big-endian
 * </pre>
 */
final class TraitsCodec {
  private static final int ATTRIBUTES = 1;
  private static final int HOLES = 2;
  private static final int ERA = 4;
  private static final int UNKNOWN = 8;

  private TraitsCodec() {}

  static void put(DataOutputStream out, Traits traits) throws IOException {
    out.writeByte((traits.attributes().isEmpty() ? 0 : ATTRIBUTES)
        | (traits.holes().isEmpty() ? 0 : HOLES)
        | (traits.era() == 0 ? 0 : ERA)
        | (traits.known() ? 0 : UNKNOWN));
    if (!traits.attributes().isEmpty()) {
      out.writeShort(traits.attributes().size());
      for (Attribute attribute : traits.attributes()) {
        byte[] value = attribute.value();
        ManifestCodec.bytes(out, attribute.name().bytes());
        out.writeInt(value.length);
        out.write(value);
      }
    }
    if (!traits.holes().isEmpty()) {
      out.writeInt(traits.holes().size());
      for (Traits.Hole hole : traits.holes()) {
        out.writeLong(hole.start());
        out.writeLong(hole.length());
      }
    }
    if (traits.era() != 0) {
      out.writeInt(traits.era());
    }
  }

  static Traits traits(ByteBuffer in) {
    int flags = in.get();
    if (flags == 0) {
      return Traits.NONE;
    }
    if ((flags & ~(ATTRIBUTES | HOLES | ERA | UNKNOWN)) != 0) {
      throw new IllegalArgumentException("an entry has traits that nobody knows");
    }
    List<Attribute> attributes = (flags & ATTRIBUTES) == 0 ? List.of() : attributes(in);
    List<Traits.Hole> holes = (flags & HOLES) == 0 ? List.of() : holes(in);
    int era = (flags & ERA) == 0 ? 0 : in.getInt();
    return new Traits((flags & UNKNOWN) == 0, era, attributes, holes);
  }

  private static List<Attribute> attributes(ByteBuffer in) {
    int count = Short.toUnsignedInt(in.getShort());
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BytePath name = BytePath.of(ManifestCodec.bytes(in));
      byte[] value = new byte[ManifestCodec.count(in, 1)];
      in.get(value);
      attributes.add(new Attribute(name, value));
    }
    return attributes;
  }

  private static List<Traits.Hole> holes(ByteBuffer in) {
    int count = ManifestCodec.count(in, 16);
    List<Traits.Hole> holes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      holes.add(new Traits.Hole(in.getLong(), in.getLong()));
    }
    return holes;
  }

  static void put(DataOutputStream out, Owners owners) throws IOException {
    put(out, owners.users());
    put(out, owners.groups());
  }

  private static void put(DataOutputStream out, Map<Integer, String> table) throws IOException {
    out.writeInt(table.size());
    for (Map.Entry<Integer, String> each : new TreeMap<>(table).entrySet()) {
      out.writeInt(each.getKey());
      ManifestCodec.text(out, each.getValue());
    }
  }

  static Owners owners(ByteBuffer in) {
    return new Owners(table(in), table(in));
  }

  private static Map<Integer, String> table(ByteBuffer in) {
    int count = ManifestCodec.count(in, 6);
    Map<Integer, String> table = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int number = in.getInt();
      String name = ManifestCodec.text(in);
      if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("an owner has no proper name");
      }
      table.put(number, name);
    }
    return table;
  }
}
