package dev.bcs.takeover;

import java.time.Duration;
import java.util.List;

/**
 * What happens at a takeover besides data and services.
 *
 * @param fence command that makes the peer unable to serve; empty if there is none
 * @param addressUp command hook that brings the service addresses here; empty if none
 * @param addressDown command hook that gives them up
 * @param stepLimit longest time of a step that has no limit of its own
 */
public record TakeoverSettings(
    List<Address> addresses,
    List<String> fence,
    List<String> addressUp,
    List<String> addressDown,
    Duration stepLimit) {
  public TakeoverSettings {
    addresses = List.copyOf(addresses);
    fence = List.copyOf(fence);
    addressUp = List.copyOf(addressUp);
    addressDown = List.copyOf(addressDown);
  }

  /** A service address, such as 192.0.2.10/24 on eth0. */
  public record Address(String networkInterface, String address) {}
}
