package dev.bcs.backup;

import dev.bcs.backup.Advisor.Day;
import dev.bcs.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** What complete runs came to, a row a day and dataset, of the last {@value #DAYS_KEPT} days. */
final class DayLog {
  private static final int DAYS_KEPT = 120;

  private final Ledger ledger;

  DayLog(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Adds one run, each row with {@link Day#runs()} 1, to its day. */
  void add(List<Day> run) {
    ledger.enter(tx -> {
      for (Day each : run) {
        tx.exec(
            "INSERT INTO backup_day(day, dataset, runs, longest_millis, files, bytes, changed)"
                + " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(day, dataset) DO UPDATE SET"
                + " runs = runs + ?3, longest_millis = max(longest_millis, ?4), files = ?5,"
                + " bytes = ?6, changed = changed + ?7",
            each.day().toString(),
            each.dataset(),
            each.runs(),
            each.longest().toMillis(),
            each.files(),
            each.bytes(),
            each.changedBytes());
        tx.exec(
            "DELETE FROM backup_day WHERE day < ?",
            each.day().minusDays(DAYS_KEPT).toString());
      }
    });
  }

  List<Day> days() {
    return ledger.read(tx -> tx.all("SELECT * FROM backup_day ORDER BY day", DayLog::day));
  }

  private static Day day(ResultSet row) throws SQLException {
    return new Day(
        LocalDate.parse(row.getString("day")),
        row.getString("dataset"),
        row.getInt("runs"),
        Duration.ofMillis(row.getLong("longest_millis")),
        row.getLong("files"),
        row.getLong("bytes"),
        row.getLong("changed"));
  }
}
