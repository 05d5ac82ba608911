package dev.bcs.store;

import java.util.List;

/**
 * A named part of the appliance that is copied, as one unit's own configuration has it.
 *
 * @param application the application it belongs to
 * @param type {@code files} for a tree that is copied name by name; the others are dumped by the
 *     programs of what runs on them
 * @param path the live place on this unit, absolute; never from the wire
 * @param kind the class of its content: configuration, voicemail, recordings, logs, ...
 * @param exclude globs, relative to the path, that are not captured
 * @param local relative paths that belong to the unit and are carried across a swap
 * @param means how it is dumped and loaded, if it is no tree of files
 */
public record Dataset(
    String application,
    String name,
    String type,
    String path,
    String kind,
    List<String> exclude,
    List<String> local,
    Means means) {
  public static final String FILES = "files";
  public static final String SQLITE = "sqlite";
  public static final String POSTGRESQL = "postgresql";
  public static final String MYSQL = "mysql";
  public static final String APPLIANCE = "appliance";

  public Dataset {
    exclude = List.copyOf(exclude);
    local = List.copyOf(local);
  }

  public Dataset(
      String application,
      String name,
      String type,
      String path,
      String kind,
      List<String> exclude,
      List<String> local) {
    this(application, name, type, path, kind, exclude, local, Means.USUAL);
  }

  /** The name on the wire, in manifests and on every window: {@code application/dataset}. */
  public String id() {
    return application + "/" + name;
  }

  /** Whether it is a tree that is copied name by name. */
  public boolean isFiles() {
    return type.equals(FILES);
  }

  /** Whether what goes live is loaded from a dump, and not what was captured. */
  public boolean isLoaded() {
    return type.equals(POSTGRESQL) || type.equals(MYSQL) || type.equals(APPLIANCE);
  }

  /** The same with other globs that are not captured. */
  public Dataset excluding(List<String> globs) {
    return new Dataset(application, name, type, path, kind, globs, local, means);
  }
}
