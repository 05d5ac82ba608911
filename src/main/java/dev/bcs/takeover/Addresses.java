package dev.bcs.takeover;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Brings the service addresses here and gives them up, by the owner's command hooks.
 *
 * <p>A hook is run once for each address, with interface and address as its last two arguments and
 * as {@code BCS_INTERFACE} and {@code BCS_ADDRESS}; without addresses it is run once with neither.
 * It must bear repetition: it is run again after a crash, and up again when the link heals, so that
 * neighbours forget the loser.
 */
public final class Addresses {
  private final TakeoverSettings settings;
  private final Commands commands;

  public Addresses(TakeoverSettings settings, Commands commands) {
    this.settings = settings;
    this.commands = commands;
  }

  public Duration limit() {
    return settings.stepLimit().multipliedBy(Math.max(1, settings.addresses().size()));
  }

  public StepResult up() {
    return all("up", settings.addressUp());
  }

  public StepResult down() {
    return all("down", settings.addressDown());
  }

  /** Every address is tried, also after one failed; all failures are told. */
  private StepResult all(String way, List<String> hook) {
    if (hook.isEmpty()) {
      return StepResult.done("no hook is configured that takes addresses " + way);
    }
    if (settings.addresses().isEmpty()) {
      Ran ran = commands.run(hook, Map.of(), settings.stepLimit());
      return new StepResult(ran.good(), "addresses " + way + " " + ran.text());
    }
    List<String> told = new ArrayList<>();
    boolean good = true;
    for (TakeoverSettings.Address address : settings.addresses()) {
      Ran ran = one(hook, address);
      good &= ran.good();
      told.add(
          address.address() + " on " + address.networkInterface() + " " + way + " " + ran.text());
    }
    return new StepResult(good, String.join("; ", told));
  }

  private Ran one(List<String> hook, TakeoverSettings.Address address) {
    List<String> command = new ArrayList<>(hook);
    command.add(address.networkInterface());
    command.add(address.address());
    Map<String, String> environment =
        Map.of("BCS_INTERFACE", address.networkInterface(), "BCS_ADDRESS", address.address());
    return commands.run(command, environment, settings.stepLimit());
  }
}
