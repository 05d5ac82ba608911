package dev.bcs.continuity;

import dev.bcs.files.BytePath;
import dev.bcs.staging.Placement;
import dev.bcs.store.Dataset;
import dev.bcs.takeover.Addresses;
import dev.bcs.takeover.BootGuard;
import dev.bcs.takeover.Fence;
import dev.bcs.takeover.FenceKind;
import dev.bcs.takeover.Obstacle;
import dev.bcs.takeover.Preflight;
import dev.bcs.takeover.ServiceView;
import dev.bcs.takeover.Services;
import dev.bcs.takeover.StepResult;
import dev.bcs.takeover.Swap;
import dev.bcs.takeover.SwapPair;
import dev.bcs.takeover.TakeoverSettings;
import dev.bcs.unit.Epoch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;

/**
 * The appliance of the machine that this process runs on, in the hands of the takeover room.
 *
 * @param datasets whose live trees must be free of open files at a swap
 */
public record LocalAppliance(
    Services rooms,
    Fence fence,
    Addresses hooks,
    BootGuard guard,
    Swap swap,
    Preflight preflight,
    TakeoverSettings takeover,
    List<Dataset> datasets)
    implements Appliance {
  private static final int REACH_MILLIS = 700;

  public LocalAppliance {
    datasets = List.copyOf(datasets);
  }

  @Override
  public List<Service> services() {
    return rooms.order().stream().map(id -> new Service(id, rooms.limit(id))).toList();
  }

  @Override
  public List<ServiceView> views() {
    return rooms.views();
  }

  @Override
  public boolean anyRuns() {
    return rooms.look().stream().anyMatch(v -> v.state() == ServiceView.State.RUNNING);
  }

  @Override
  public String startService(String id) throws IOException {
    return sentence(rooms.start(id));
  }

  @Override
  public String stopServices() throws IOException {
    return sentence(rooms.stopAll());
  }

  @Override
  public void allow(Epoch epoch) throws IOException {
    guard.allow(epoch);
    rooms.holdDown(false);
  }

  @Override
  public void forbid() throws IOException {
    // First the guard: what systemd starts in between is found and stopped by the watch.
    try {
      guard.forbid();
    } finally {
      rooms.holdDown(true);
    }
  }

  @Override
  public boolean fenceCommand() {
    return fence.hasCommand();
  }

  @Override
  public String fence(String peer, Epoch epoch) throws IOException {
    return sentence(fence.run(FenceKind.COMMAND, peer, epoch));
  }

  @Override
  public List<String> openIn() {
    List<SwapPair> live = datasets.stream()
        .map(d -> BytePath.of(d.path()))
        .map(path -> new SwapPair(path.toString(), path, path, path, List.of()))
        .toList();
    return preflight.holders(live).stream().map(Obstacle::text).toList();
  }

  @Override
  public List<String> obstacles(List<Placement> placements) {
    return preflight.obstacles(pairs(placements)).stream().map(Obstacle::text).toList();
  }

  @Override
  public String swap(Epoch epoch, List<Placement> placements) throws IOException {
    List<SwapPair> pairs = pairs(placements);
    swap.run(pairs);
    swap.seal(pairs);
    return pairs.size() + " datasets are in place, what was there is aside";
  }

  private static List<SwapPair> pairs(List<Placement> placements) {
    return placements.stream()
        .map(p ->
            new SwapPair(p.dataset(), p.live(), p.slot(), p.aside(), p.local(), p.companions()))
        .toList();
  }

  @Override
  public String addressesUp() throws IOException {
    return sentence(hooks.up());
  }

  @Override
  public String addressesDown() throws IOException {
    return sentence(hooks.down());
  }

  @Override
  public String answeredElsewhere() {
    for (TakeoverSettings.Address one : takeover.addresses()) {
      String address = one.address().replaceAll("/.*", "");
      if (reached(address, false)) {
        return "another host answers at the service address " + address;
      }
    }
    return "";
  }

  @Override
  public boolean gatewayAnswers(String gateway) {
    return gateway.isEmpty() || reached(gateway, true);
  }

  /** Whether a host answers at this address; this unit itself counts only where that is asked. */
  private static boolean reached(String address, boolean orHere) {
    try {
      InetAddress host = InetAddress.getByName(address);
      if (NetworkInterface.getByInetAddress(host) != null) {
        return orHere;
      }
      return host.isReachable(REACH_MILLIS);
    } catch (IOException noSuchHost) {
      return false;
    }
  }

  private static String sentence(StepResult result) throws IOException {
    if (!result.done()) {
      throw new IOException(result.text());
    }
    return result.text();
  }
}
