package dev.bcs.continuity;

import dev.bcs.backup.Backups;
import dev.bcs.heartbeat.Watch;
import dev.bcs.ledger.Ledger;
import dev.bcs.link.Calls;
import dev.bcs.staging.Stage;
import dev.bcs.time.Clocks;

/** The rooms and ports that continuity decides with. */
public record Neighbours(
    Clocks clocks,
    Ledger ledger,
    Watch watch,
    Stage stage,
    Backups backups,
    Appliance appliance,
    Calls calls,
    Conditions conditions,
    Chronicle chronicle) {}
