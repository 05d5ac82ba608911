package dev.bcs.inventory;

import java.util.List;

/**
 * What else belongs to parity, as configured.
 *
 * @param softwareCommand prints a line {@code name = value} for each fact, such as versions and
 *     hotfixes of the appliance; empty if there is none
 */
public record InventorySettings(List<String> softwareCommand) {
  public InventorySettings {
    softwareCommand = List.copyOf(softwareCommand);
  }
}
