package dev.bcs.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of the file, which tells whatever is wrong with its keys to the findings.
 *
 * <p>A reader always returns a value that the room's record can hold, so that reading goes on and
 * all problems come at once; what it then makes of the file is only used if there was no error.
 */
final class Section {
  /** A text, and the line on which it stands. */
  record Item(int line, String text) {}

  private final TomlTable table;
  private final String name;
  private final int line;
  private final Source source;
  private final Findings findings;
  private final Set<String> meant = new HashSet<>();

  /** True if the section may be there under a misspelt name, so that nothing is missed in it. */
  private final boolean lost;

  private Section(
      TomlTable table, String name, int line, Source source, Findings findings, boolean lost) {
    this.table = table;
    this.name = name;
    this.line = line;
    this.source = source;
    this.findings = findings;
    this.lost = lost;
    table.keySet().forEach(this::know);
  }

  static Section whole(TomlTable file, Source source, Findings findings) {
    return new Section(file, "", 0, source, findings, false);
  }

  private void know(String key) {
    List<String> known = Keys.in(name);
    if (known.contains(key)) {
      return;
    }
    Optional<String> near = Nearest.to(key, known);
    near.ifPresent(meant::add);
    boolean outside = name.isEmpty() && !(value(key) instanceof TomlTable);
    String sentence = outside
        ? "\"" + key + "\" stands outside of every section"
        : name.isEmpty()
            ? "there is no section [" + key + "]"
            : title() + " has no key \"" + key + "\"";
    String hint = Keys.later(name, key)
        .or(() -> near.map(word -> "did you mean " + word + "?"))
        .or(() -> Keys.home(key).map(section -> key + " belongs in [" + section + "]"))
        .orElse("there are: " + String.join(", ", known));
    findings.error(line(key), sentence, hint);
  }

  String title() {
    return "[" + name + "]";
  }

  /** As a sentence names a key: {@code [backup] gap-limit}. */
  String label(String key) {
    return name.isEmpty() ? "[" + key + "]" : title() + " " + key;
  }

  Findings findings() {
    return findings;
  }

  int line() {
    return line;
  }

  /** Of the key; of the section, if the key is not there. */
  int line(String key) {
    TomlPosition at = table.inputPositionOf(List.of(key));
    return at == null ? line : at.line();
  }

  boolean has(String key) {
    return value(key) != null;
  }

  /** Whether a key of this section was misspelt, so that one may only seem to be missing. */
  boolean misspelt() {
    return lost || !meant.isEmpty();
  }

  private @Nullable Object value(String key) {
    return table.get(List.of(key));
  }

  private void wrong(String key, String what, String hint) {
    findings.error(line(key), label(key) + " " + what, hint);
  }

  void missing(String key, String hint) {
    if (!lost && !meant.contains(key)) {
      findings.error(line, title() + " has no " + key, hint);
    }
  }

  /** The table under a key; one with nothing in it if there is none. */
  Section section(String key) {
    Object found = value(key);
    if (found != null && !(found instanceof TomlTable)) {
      wrong(
          key,
          "is not a section",
          name.isEmpty() ? "write [" + key + "] on a line of its own" : "write { key = value }");
    }
    TomlTable inner = found instanceof TomlTable t ? t : Toml.parse("");
    return new Section(inner, child(key), line(key), source, findings, lost || meant.contains(key));
  }

  /** The tables of an array; a single one in its place is told. */
  List<Section> sections(String key) {
    Object found = value(key);
    List<Section> all = new ArrayList<>();
    if (found instanceof TomlArray array) {
      for (int i = 0; i < array.size(); i++) {
        int at = source.line(array.inputPositionOf(i));
        if (array.get(i) instanceof TomlTable t) {
          all.add(new Section(t, child(key), at, source, findings, false));
        } else {
          findings.error(at, label(key) + " holds something that is no table", several(key));
        }
      }
    } else if (found != null) {
      wrong(key, "must be a list, even of one", several(key));
    }
    return all;
  }

  private String several(String key) {
    return child(key).startsWith("application")
        ? "write [[" + child(key) + "]]"
        : "write " + key + " = [{ " + Keys.in(child(key)).get(0) + " = \"...\" }]";
  }

  private String child(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  String text(String key, String fallback) {
    Object found = value(key);
    if (found == null) {
      return fallback;
    }
    if (!(found instanceof String text)) {
      wrong(key, "is not a text", "put it in quotes: " + key + " = \"...\"");
      return fallback;
    }
    return clean(key, line(key), text) ? text : fallback;
  }

  /** A text that must be there and not be empty. */
  String needed(String key, String hint) {
    if (!has(key)) {
      missing(key, hint);
      return "";
    }
    int before = findings.errors();
    String text = text(key, "");
    if (text.isBlank() && findings.errors() == before) {
      wrong(key, "is empty", hint);
    }
    return text;
  }

  private boolean clean(String key, int at, String text) {
    if (text.codePoints().noneMatch(Character::isISOControl)) {
      return true;
    }
    findings.error(at, label(key) + " holds a control character", "use printable characters only");
    return false;
  }

  /** The texts of a list, each with its line; empty if there is none. */
  List<Item> items(String key) {
    List<Item> items = new ArrayList<>();
    Object found = value(key);
    if (found instanceof TomlArray array) {
      for (int i = 0; i < array.size(); i++) {
        int at = source.line(array.inputPositionOf(i));
        if (!(array.get(i) instanceof String text)) {
          findings.error(at, label(key) + " holds something that is no text", "put it in quotes");
        } else if (clean(key, at, text)) {
          items.add(new Item(at, text));
        }
      }
    } else if (found != null) {
      String shown = found instanceof String text ? "\"" + text + "\"" : "\"...\"";
      wrong(key, "must be a list", "write it as " + key + " = [" + shown + "]");
    }
    return items;
  }

  static List<String> texts(List<Item> items) {
    return items.stream().map(Item::text).toList();
  }

  /** One of a few words; without the key, the first of them. */
  String word(String key, List<String> words) {
    String text = text(key, words.get(0));
    if (words.contains(text)) {
      return text;
    }
    String hint = Nearest.to(text, words)
        .map(near -> "did you mean \"" + near + "\"?")
        .orElse("there are: " + String.join(", ", words));
    wrong(key, "cannot be \"" + text + "\"", hint);
    return words.get(0);
  }

  /** Longer than nothing. */
  Duration duration(String key, Duration fallback) {
    int before = findings.errors();
    Duration read = durationOrZero(key, fallback);
    if (read.isZero() && has(key) && findings.errors() == before) {
      wrong(key, "is no time at all", Amounts.DURATIONS);
      return fallback;
    }
    return read;
  }

  Duration durationOrZero(String key, Duration fallback) {
    return amount(key, "a duration", Amounts.DURATIONS)
        .map(text -> {
          Optional<Duration> read = Amounts.duration(text);
          if (read.isEmpty()) {
            wrong(key, "= \"" + text + "\" is not a duration", Amounts.DURATIONS);
          }
          return read.orElse(fallback);
        })
        .orElse(fallback);
  }

  long size(String key, long fallback) {
    return amount(key, "a size", Amounts.SIZES)
        .map(text -> {
          Optional<Long> read = Amounts.size(text);
          if (read.isEmpty()) {
            wrong(key, "= \"" + text + "\" is not a size", Amounts.SIZES);
          }
          return read.orElse(fallback);
        })
        .orElse(fallback);
  }

  private Optional<String> amount(String key, String what, String hint) {
    Object found = value(key);
    if (found instanceof String text) {
      return Optional.of(text);
    }
    if (found != null) {
      boolean bare = found instanceof Long || found instanceof Double;
      wrong(key, bare ? "= " + found + " has no unit" : "is not " + what, hint);
    }
    return Optional.empty();
  }

  int number(String key, int fallback, int least, int most) {
    Object found = value(key);
    if (found == null) {
      return fallback;
    }
    if (found instanceof Long number && number >= least && number <= most) {
      return number.intValue();
    }
    wrong(key, "is not a number from " + least + " to " + most, key + " = " + fallback);
    return fallback;
  }

  boolean flag(String key, boolean fallback) {
    Object found = value(key);
    if (found == null || found instanceof Boolean) {
      return found == null ? fallback : (Boolean) found;
    }
    wrong(key, "is neither true nor false", "without quotes: " + key + " = " + fallback);
    return fallback;
  }

  /** An absolute path, without dots in it; empty if there is none that can be used. */
  Optional<Path> path(String key, String text) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(path.normalize());
      }
      wrong(key, "= \"" + text + "\" is not an absolute path", "begin it with /");
    } catch (InvalidPathException notHere) {
      wrong(key, "is not a path on this machine: " + notHere.getReason(), "LC_ALL=C.UTF-8 helps");
    }
    return Optional.empty();
  }
}
