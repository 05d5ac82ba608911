package dev.bcs.ledger;

import java.util.List;

/** One numbered step in the life of a room's tables; once released it never changes. */
public record Migration(String room, int version, List<String> statements) {
  public Migration {
    if (version < 1) {
      throw new IllegalArgumentException("migrations are numbered from 1");
    }
    statements = List.copyOf(statements);
  }

  public static Migration of(String room, int version, String... statements) {
    return new Migration(room, version, List.of(statements));
  }
}
