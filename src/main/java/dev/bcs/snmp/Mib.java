package dev.bcs.snmp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snmp4j.smi.OID;

/**
 * The objects of BCS-MIB by name, read from the MIB's own text.
 *
 * <p>Agent, client and receiver take names and numbers from here, so that they cannot differ from
 * what an NMS imports. The property {@value #ROOT_PROPERTY} moves everything to another root.
 */
public final class Mib {
  /** Number under which the MIB hangs, such as 1.3.6.1.4.1.N. */
  public static final String ROOT_PROPERTY = "bcs.mib.root";

  static final String DEFAULT_ROOT = "1.3.6.1.4.1.8072.9999.9999.7401";

  private static final String ENTERPRISES = "1.3.6.1.4.1.";
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
  private static final Pattern DEFINITION =
      Pattern.compile("\\b(bcs\\w+)\\s+(OBJECT IDENTIFIER(?=\\s*::=)"
          + "|OBJECT-TYPE|NOTIFICATION-TYPE|MODULE-IDENTITY|OBJECT-GROUP|NOTIFICATION-GROUP"
          + "|MODULE-COMPLIANCE)(.*?)::=\\s*\\{\\s*(\\w+)\\s+(\\d+)\\s*\\}");
  private static final Pattern CONVENTION = Pattern.compile(
      "\\b(Bcs\\w+)\\s*::=\\s*TEXTUAL-CONVENTION.*?SYNTAX\\s+(INTEGER\\s*\\{[^}]*\\}"
          + "|OCTET STRING|Counter64)");
  private static final Pattern SYNTAX = Pattern.compile(
      "SYNTAX\\s+(INTEGER\\s*\\{[^}]*\\}|OCTET STRING|OBJECT IDENTIFIER|SEQUENCE" + "|\\w+)");
  private static final Pattern ACCESS = Pattern.compile("MAX-ACCESS\\s+([\\w-]+)");
  private static final Pattern LIST = Pattern.compile("OBJECTS\\s*\\{([^}]*)\\}");
  private static final Pattern CODE = Pattern.compile("(\\w+)\\s*\\((\\d+)\\)");

  private final String text;
  private final Map<String, Node> byName;
  private final TreeMap<OID, Node> byOid = new TreeMap<>();

  /** How an object may be reached. */
  enum Reach {
    NONE,
    NOTIFY,
    READ,
    WRITE
  }

  /**
   * One named number of the MIB.
   *
   * @param kind OBJECT-TYPE, NOTIFICATION-TYPE and so on
   * @param syntax base type, or a textual convention of SNMPv2-TC; empty if not an object
   * @param codes of an enumeration, word to number
   * @param objects of a notification, in order
   */
  record Node(
      String name,
      OID oid,
      String kind,
      String syntax,
      Reach reach,
      Map<String, Integer> codes,
      List<String> objects) {}

  private Mib(String text, OID root) {
    this.text = text;
    this.byName = parse(text, root);
    byName.values().forEach(n -> byOid.put(n.oid(), n));
  }

  /** The MIB at the root that the property names. */
  public static Mib load() {
    return at(System.getProperty(ROOT_PROPERTY, DEFAULT_ROOT));
  }

  /** The MIB at this root. */
  static Mib at(String root) {
    if (!root.matches("1\\.3\\.6\\.1\\.4\\.1(\\.\\d{1,10}){1,20}")) {
      throw new IllegalArgumentException("the MIB cannot hang under " + root + "\nhint: "
          + ROOT_PROPERTY + " is a number below " + ENTERPRISES + "N");
    }
    return new Mib(rooted(resource(), root), new OID(root));
  }

  /** The text to import into an NMS, at this root. */
  public String text() {
    return text;
  }

  OID oid(String name) {
    return node(name).oid();
  }

  Node node(String name) {
    Node node = byName.get(name);
    if (node == null) {
      throw new IllegalArgumentException("BCS-MIB has no object named " + name);
    }
    return node;
  }

  Map<String, Node> nodes() {
    return byName;
  }

  /** The number of "bcsGapSeconds.0", or of a number itself. */
  OID instance(String nameOrNumber) {
    if (!nameOrNumber.startsWith("bcs")) {
      return new OID(nameOrNumber);
    }
    int dot = nameOrNumber.indexOf('.');
    if (dot < 0) {
      return new OID(oid(nameOrNumber));
    }
    OID oid = new OID(oid(nameOrNumber.substring(0, dot)));
    oid.append(nameOrNumber.substring(dot + 1));
    return oid;
  }

  /** The object of which this is an instance. */
  Optional<Node> objectOf(OID instance) {
    Map.Entry<OID, Node> floor = byOid.floorEntry(instance);
    return floor != null && instance.startsWith(floor.getKey())
        ? Optional.of(floor.getValue())
        : Optional.empty();
  }

  /** "bcsGapSeconds.0", or the number where the MIB knows no name. */
  String nameOf(OID instance) {
    return objectOf(instance)
        .map(node -> {
          String rest =
              instance.toDottedString().substring(node.oid().toDottedString().length());
          return node.name() + rest;
        })
        .orElse(instance.toDottedString());
  }

  private static String resource() {
    try (InputStream in = Mib.class.getResourceAsStream("/mibs/BCS-MIB.txt")) {
      if (in == null) {
        throw new IllegalStateException("BCS-MIB.txt is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each node is named by itself, because some tools warn of several numbers in one step. */
  private static String rooted(String text, String root) {
    if (root.equals(DEFAULT_ROOT)) {
      return text;
    }
    String[] numbers = root.substring(ENTERPRISES.length()).split("\\.", -1);
    StringBuilder nodes = new StringBuilder();
    String parent = "enterprises";
    for (int i = 0; i < numbers.length - 1; i++) {
      String name = "bcsRoot" + (i + 1);
      nodes.append(name).append(" OBJECT IDENTIFIER ::= { ");
      nodes.append(parent).append(' ').append(numbers[i]).append(" }\n");
      parent = name;
    }
    return text.replaceAll(
            "bcs(NetSnmp|Experimental|Playground) OBJECT IDENTIFIER ::= [^\n]*\n", "")
        .replace(
            "::= { bcsPlayground 7401 }\n\n",
            "::= { " + parent + " " + numbers[numbers.length - 1] + " }\n\n" + nodes);
  }

  private static Map<String, Node> parse(String text, OID root) {
    String bare = QUOTED.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll("\"\"");
    bare = bare.replaceAll("\\s+", " ");
    Map<String, String> conventions = new LinkedHashMap<>();
    Matcher c = CONVENTION.matcher(bare);
    while (c.find()) {
      conventions.put(c.group(1), c.group(2));
    }
    Map<String, Node> found = new LinkedHashMap<>();
    found.put("bcsMIB", node("bcsMIB", root, "MODULE-IDENTITY", "", conventions));
    Matcher m = DEFINITION.matcher(bare.substring(bare.indexOf("bcsMIB MODULE-IDENTITY")));
    while (m.find()) {
      Node parent = found.get(m.group(4));
      if (parent != null && !m.group(1).equals("bcsMIB")) {
        OID oid = new OID(parent.oid());
        oid.append(Integer.parseInt(m.group(5)));
        found.put(m.group(1), node(m.group(1), oid, m.group(2), m.group(3), conventions));
      }
    }
    return found;
  }

  private static Node node(
      String name, OID oid, String kind, String body, Map<String, String> conventions) {
    Matcher s = SYNTAX.matcher(body);
    String syntax = s.find() ? s.group(1) : "";
    syntax = conventions.getOrDefault(syntax, syntax);
    Map<String, Integer> codes = new LinkedHashMap<>();
    if (syntax.startsWith("INTEGER")) {
      Matcher code = CODE.matcher(syntax);
      while (code.find()) {
        codes.put(code.group(1), Integer.parseInt(code.group(2)));
      }
      syntax = "INTEGER";
    }
    List<String> objects = new ArrayList<>();
    Matcher list = LIST.matcher(body);
    if (kind.equals("NOTIFICATION-TYPE") && list.find()) {
      for (String object : list.group(1).split(",", -1)) {
        objects.add(object.strip());
      }
    }
    Matcher a = ACCESS.matcher(body);
    Reach reach = !a.find()
        ? Reach.NONE
        : switch (a.group(1)) {
          case "read-only" -> Reach.READ;
          case "read-write" -> Reach.WRITE;
          case "accessible-for-notify" -> Reach.NOTIFY;
          default -> Reach.NONE;
        };
    return new Node(name, oid, kind, syntax, reach, codes, List.copyOf(objects));
  }

  /** Prints the text for the root that the property names. */
  public static void main(String[] args) {
    System.out.print(load().text());
  }
}
