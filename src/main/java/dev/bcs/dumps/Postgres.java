package dev.bcs.dumps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.store.Means;
import dev.bcs.time.Clocks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Dumps a whole PostgreSQL cluster by its own programs, as a stream that needs no room here.
 *
 * <pre>
 *  about.json             version, encoding, locale, first superuser, databases
 *  roles.sql              pg_dumpall --roles-only
 *  databases/NAME.sql     pg_dump of each, also of postgres and template1
 *  conf/NAME              *.conf, *.crt, *.key of the data directory, if they lie there
 * </pre>
 *
 * <p>Each database is of one moment; all of them are if the application is held still meanwhile.
 */
final class Postgres implements Dumper {
  static final String ABOUT = "about.json";
  static final String ROLES = "roles.sql";
  static final String PACKAGE = "postgresql";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String SOCKETS = "/var/run/postgresql";

  /**
   * A key that a dump's guard lines carry; the same for all dumps of this process, so that an
   * unchanged database has an unchanged dump, and unknown to who writes into a database.
   */
  private static final String KEY = UUID.randomUUID().toString().replace("-", "");

  private static final String ASK = "SELECT current_setting('server_version_num'),"
      + " pg_encoding_to_char(encoding), datcollate, datctype,"
      + " (SELECT rolname FROM pg_roles WHERE oid = 10),"
      + " (SELECT count(*) FROM pg_tablespace WHERE spcname !~ '^pg_'),"
      + " current_setting('data_directory')"
      + " FROM pg_database WHERE datname = 'template0'";

  private final Disk disk;
  private final Clocks clocks;

  Postgres(Disk disk, Clocks clocks) {
    this.disk = disk;
    this.clocks = clocks;
  }

  /** What a cluster is like, so that one like it can be made. */
  record About(
      int version,
      String encoding,
      String collate,
      String ctype,
      String superuser,
      List<String> databases) {
    int major() {
      return version / 10_000;
    }

    byte[] json() throws IOException {
      ObjectNode all = JSON.createObjectNode();
      all.put("format", 1).put("engine", "postgresql").put("version", version);
      all.put("encoding", encoding).put("collate", collate).put("ctype", ctype);
      all.put("superuser", superuser);
      databases.forEach(all.putArray("databases")::add);
      return JSON.writeValueAsBytes(all);
    }

    static About read(Path file) throws IOException {
      JsonNode all = JSON.readTree(Files.readAllBytes(file));
      if (all.path("format").asInt() != 1 || all.path("databases").isEmpty()) {
        throw new IOException("the dump says of itself what this bcs does not understand"
            + "\nhint: bring both units to the same level of bcs");
      }
      List<String> databases = new ArrayList<>();
      all.path("databases").forEach(each -> databases.add(each.asText()));
      return new About(
          all.path("version").asInt(),
          all.path("encoding").asText(),
          all.path("collate").asText(),
          all.path("ctype").asText(),
          all.path("superuser").asText(),
          databases);
    }
  }

  static String fileOf(String database) {
    return "databases/" + URLEncoder.encode(database, StandardCharsets.UTF_8) + ".sql";
  }

  /** Where the programs usually are: the newest version first. */
  static List<Path> usual(String data) throws IOException {
    Path version = Path.of(data).resolve("PG_VERSION");
    List<Path> found = new ArrayList<>();
    if (Files.isReadable(version)) {
      found.add(INSTALLED.resolve(Files.readString(version).strip()).resolve("bin"));
    }
    if (Files.isDirectory(INSTALLED)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(INSTALLED)) {
        List<Path> all = new ArrayList<>();
        versions.forEach(each -> all.add(each.resolve("bin")));
        all.sort((a, b) -> b.toString().compareTo(a.toString()));
        found.addAll(all);
      }
    }
    found.add(Path.of("/usr/bin"));
    return found;
  }

  static String program(Dataset dataset, String name) throws IOException {
    return Tools.program(dataset.means().programs(), usual(dataset.path()), name, PACKAGE);
  }

  static List<String> psql(Dataset dataset, String... more) throws IOException {
    List<String> command = new ArrayList<>(
        List.of(program(dataset, "psql"), "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1"));
    command.addAll(List.of(more));
    return command;
  }

  @Override
  public void dump(Dataset dataset, Dump into, Bounds bounds) throws IOException {
    Means means = dataset.means();
    Account account = Account.of(disk, Path.of(dataset.path()));
    Map<String, String> words = new HashMap<>();
    words.put("LC_ALL", "C.UTF-8");
    words.put("PGHOST", means.socket().isEmpty() ? SOCKETS : means.socket());
    words.put("PGPORT", String.valueOf(means.port()));
    words.put("PGAPPNAME", "bcs");
    words.put("PGCONNECT_TIMEOUT", "10");
    words.put("PGDATABASE", "postgres");
    if (!means.user().isEmpty()) {
      words.put("PGUSER", means.user());
    }
    Tools tools = new Tools(clocks, bounds, account, words);
    About about = about(dataset, tools);
    into.file(ABOUT, new ByteArrayInputStream(about.json()));
    try (InputStream roles =
        tools.stream(List.of(program(dataset, "pg_dumpall"), "-w", "--roles-only"))) {
      into.file(ROLES, roles);
    }
    List<String> guarded = guard(dataset, tools);
    for (String database : about.databases) {
      List<String> command =
          new ArrayList<>(List.of(program(dataset, "pg_dump"), "-w", "--create"));
      if (isMadeWithTheCluster(database)) {
        command.add("--clean");
      }
      command.addAll(guarded);
      try (InputStream content = tools.with(Map.of("PGDATABASE", database)).stream(command)) {
        into.file(fileOf(database), content);
      }
    }
    configuration(Path.of(dataset.path()), into);
  }

  /** Such a database is there from the beginning, and is dropped before it is made. */
  static boolean isMadeWithTheCluster(String database) {
    return database.equals("postgres") || database.equals("template1");
  }

  private static List<String> guard(Dataset dataset, Tools tools) throws IOException {
    String help = tools.text(List.of(program(dataset, "pg_dump"), "--help"));
    return help.contains("--restrict-key") ? List.of("--restrict-key=" + KEY) : List.of();
  }

  private static About about(Dataset dataset, Tools tools) throws IOException {
    String told = tools.text(psql(dataset, "-A", "-t", "-F", "\t", "-c", ASK)).strip();
    String[] words = told.split("\t", -1);
    if (words.length != 7) {
      throw new IOException("psql answered " + told);
    }
    if (!words[5].equals("0")) {
      throw new IOException("the cluster has tablespaces outside of its data directory, which"
          + " cannot be staged\nhint: move their tables to pg_default, or use an appliance's own"
          + " commands");
    }
    Path served = Path.of(words[6]).toRealPath();
    if (!served.equals(Path.of(dataset.path()).toRealPath())) {
      throw new IOException("the server behind this socket runs on " + served + ", not on "
          + dataset.path()
          + "\nhint: set socket and port to those of the right one");
    }
    String names = tools.text(psql(
        dataset,
        "-A",
        "-t",
        "-c",
        "SELECT datname FROM pg_database WHERE datallowconn AND datconnlimit <> -2"
            + " ORDER BY datname <> 'template1', datname"));
    return new About(
        Integer.parseInt(words[0]),
        words[1],
        words[2],
        words[3],
        words[4],
        names.lines().toList());
  }

  private static void configuration(Path data, Dump into) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(data, "*.{conf,crt,key}")) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          try (InputStream content = Files.newInputStream(file)) {
            into.file("conf/" + file.getFileName(), content);
          }
        }
      }
    }
  }
}
