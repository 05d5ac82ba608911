package dev.bcs.inventory;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a unit tells of itself: names and values, sorted by name. */
public final class Facts {
  static final int MOST = 2000;
  static final int LONGEST = 500;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> SHAPE = new TypeReference<>() {};

  private final SortedMap<String, String> values;

  public Facts(SortedMap<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  public SortedMap<String, String> values() {
    return new TreeMap<>(values);
  }

  /** One flat JSON object in UTF-8. */
  public byte[] encoded() throws IOException {
    return JSON.writeValueAsBytes(values);
  }

  /** The wire is not trusted: so many facts, so long, and no more. */
  public static Facts decoded(byte[] json) throws IOException {
    TreeMap<String, String> read = JSON.readValue(json, SHAPE);
    if (read == null || read.size() > MOST) {
      throw new IOException("the peer tells more than " + MOST + " facts, or none");
    }
    TreeMap<String, String> kept = new TreeMap<>();
    read.forEach((name, value) -> kept.put(shortened(name), value == null ? "" : shortened(value)));
    return new Facts(kept);
  }

  static String shortened(String text) {
    String plain = text.strip().replaceAll("\\p{Cntrl}", " ");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }

  /** Item by item, sorted by name. */
  public static List<Difference> differences(Facts here, Facts there) {
    SortedSet<String> names = new TreeSet<>(here.values.keySet());
    names.addAll(there.values.keySet());
    List<Difference> found = new ArrayList<>();
    for (String name : names) {
      String mine = here.values.getOrDefault(name, "");
      String other = there.values.getOrDefault(name, "");
      boolean both = here.values.containsKey(name) && there.values.containsKey(name);
      if (!both || !mine.equals(other)) {
        found.add(new Difference(name, mine, other));
      }
    }
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts facts && values.equals(facts.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
