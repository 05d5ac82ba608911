package dev.bcs.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The architecture: the ordered floors, and who may touch which library. */
class FloorsTest {
  /** Lower floors first; a room sees lower floors only, never its neighbours. */
  private static final List<Set<String>> FLOORS = List.of(
      Set.of("time", "files", "ledger"),
      Set.of("unit", "store", "commands"),
      Set.of("link", "dumps"),
      Set.of("backup", "staging", "heartbeat", "takeover", "inventory"),
      Set.of("continuity"),
      Set.of("status"),
      Set.of("snmp", "jmx", "http", "mail"),
      Set.of("config"),
      Set.of("daemon"),
      Set.of("demo"),
      Set.of("cli"));

  private static final Set<String> WINDOWS = FLOORS.get(6);

  /** Windows act and read through status; of the rest they may only use clocks and threads. */
  private static final Set<String> SEEN_BY_WINDOWS = Set.of("status", "time");

  /** Libraries that belong to rooms. */
  private static final Map<String, Set<String>> KEPT_IN = Map.of(
      "org.snmp4j", Set.of("snmp"),
      "javax.management", Set.of("jmx"),
      "org.eclipse.jetty", Set.of("http", "link"),
      "org.apache.commons.daemon", Set.of("daemon"),
      "java.sql", Set.of("ledger"),
      "com.sun.jna", Set.of("files"),
      "picocli", Set.of("cli"),
      "org.tomlj", Set.of("config"),
      "jakarta.mail", Set.of("mail"));

  /** Every room that owns tables reads rows; that is all of java.sql that it may see. */
  private static final Set<String> ROWS =
      Set.of("java.sql.ResultSet", "java.sql.SQLException", "java.sql.PreparedStatement");

  private static final JavaClasses HOUSE = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.bcs");

  @Test
  void everyRoomStandsOnAFloorAndEveryFloorIsBuilt() {
    Set<String> rooms = HOUSE.stream().map(FloorsTest::room).collect(Collectors.toSet());
    Set<String> planned = FLOORS.stream().flatMap(Set::stream).collect(Collectors.toSet());
    assertThat(rooms).isEqualTo(planned);
  }

  @Test
  void aRoomSeesLowerFloorsOnly() {
    List<String> wrong = new ArrayList<>();
    for (Dependency d : inHouse()) {
      if (floor(room(d.getTargetClass())) >= floor(room(d.getOriginClass()))) {
        wrong.add(d.getDescription());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void windowsSeeOnlyStatus() {
    List<String> wrong = new ArrayList<>();
    for (Dependency d : inHouse()) {
      if (WINDOWS.contains(room(d.getOriginClass()))
          && !SEEN_BY_WINDOWS.contains(room(d.getTargetClass()))) {
        wrong.add(d.getDescription());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void eachLibraryStaysInItsRoom() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass origin : HOUSE) {
      for (Dependency d : origin.getDirectDependenciesFromSelf()) {
        String target = d.getTargetClass().getName();
        KEPT_IN.forEach((library, rooms) -> {
          if (target.startsWith(library + ".")
              && !ROWS.contains(target)
              && !rooms.contains(room(origin))) {
            wrong.add(d.getDescription());
          }
        });
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRoomHasADoorPlateOfAtMostTwentyFiveLines() throws IOException {
    try (Stream<Path> rooms = Files.list(Path.of("src/main/java/dev/bcs"))) {
      for (Path room : rooms.filter(Files::isDirectory).toList()) {
        Path plate = room.resolve("package-info.java");
        assertThat(plate).exists();
        assertThat(Files.readAllLines(plate).size()).as(plate.toString()).isBetween(8, 25);
      }
    }
  }

  private static List<Dependency> inHouse() {
    List<Dependency> found = new ArrayList<>();
    for (JavaClass origin : HOUSE) {
      for (Dependency d : origin.getDirectDependenciesFromSelf()) {
        JavaClass target = d.getTargetClass();
        if (target.getPackageName().startsWith("dev.bcs.") && !room(target).equals(room(origin))) {
          found.add(d);
        }
      }
    }
    return found;
  }

  private static int floor(String room) {
    for (int i = 0; i < FLOORS.size(); i++) {
      if (FLOORS.get(i).contains(room)) {
        return i;
      }
    }
    throw new AssertionError("the room " + room + " stands on no floor");
  }

  private static String room(JavaClass type) {
    String rest = type.getPackageName().substring("dev.bcs.".length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
