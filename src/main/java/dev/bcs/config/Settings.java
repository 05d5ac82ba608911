package dev.bcs.config;

import dev.bcs.backup.BackupSettings;
import dev.bcs.backup.Limits;
import dev.bcs.continuity.StartupSettings;
import dev.bcs.heartbeat.HeartbeatSettings;
import dev.bcs.http.HttpSettings;
import dev.bcs.inventory.InventorySettings;
import dev.bcs.jmx.JmxSettings;
import dev.bcs.link.LinkSettings;
import dev.bcs.mail.MailSettings;
import dev.bcs.snmp.SnmpSettings;
import dev.bcs.staging.StagingSettings;
import dev.bcs.store.Dataset;
import dev.bcs.takeover.ServiceSettings;
import dev.bcs.takeover.TakeoverSettings;
import dev.bcs.unit.UnitSettings;
import java.util.List;

/** All that one {@code bcs.toml} says, in the records of the rooms that it configures. */
public record Settings(
    UnitSettings unit,
    LinkSettings link,
    HeartbeatSettings heartbeat,
    BackupSettings backup,
    Limits limits,
    List<Dataset> datasets,
    List<ServiceSettings> services,
    TakeoverSettings takeover,
    StartupSettings startup,
    StagingSettings staging,
    InventorySettings inventory,
    HttpSettings http,
    JmxSettings jmx,
    SnmpSettings snmp,
    MailSettings mail) {
  public Settings {
    datasets = List.copyOf(datasets);
    services = List.copyOf(services);
  }
}
