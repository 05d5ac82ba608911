package dev.bcs.continuity;

import dev.bcs.backup.BackupView;
import dev.bcs.backup.Backups;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts whether backups run. */
final class FakeBackups implements Backups {
  boolean enabled;

  @Override
  public void enable() {
    enabled = true;
  }

  @Override
  public void disable() {
    enabled = false;
  }

  @Override
  public void runNow(String reason) {}

  @Override
  public BackupView view() {
    BackupView.Forecast forecast =
        new BackupView.Forecast(World.NOW, List.of(new BackupView.Loss("voicemail", 3, 3000)));
    return new BackupView(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        0,
        0,
        Optional.empty(),
        7,
        0,
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Optional.of(forecast),
        List.of(),
        Map.of(),
        "");
  }

  @Override
  public void onChange(Runnable listener) {}
}
