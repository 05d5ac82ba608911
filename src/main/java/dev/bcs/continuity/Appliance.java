package dev.bcs.continuity;

import dev.bcs.staging.Placement;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Epoch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a takeover does to this unit's appliance, one repeatable deed at a time.
 *
 * <p>Each deed may be called again after a crash: what is done already is done at once. A deed that
 * cannot be done throws an {@link IOException} whose message is the sentence of its step. Deeds are
 * called on the steps thread; the views on any.
 */
public interface Appliance {
  /** A service with the longest time that its start, with its check, may take. */
  record Service(String id, Duration limit) {}

  /** The services in the order in which they start. */
  List<Service> services();

  /** Every service as it was last checked; cheap. */
  List<ServiceView> views();

  /** Whether any service runs now, looked at anew: then this unit serves already. */
  boolean anyRuns();

  /** Starts one service and waits for its check; answers a sentence. */
  String startService(String id) throws IOException;

  /** Stops all services in the reverse order and makes sure of it; answers a sentence. */
  String stopServices() throws IOException;

  /** Lets services run, durably, in this boot: writes the boot guard. */
  void allow(Epoch epoch) throws IOException;

  /** Keeps services from running, durably, and stops any that appear until {@link #allow}. */
  void forbid() throws IOException;

  /** Whether a fence command is configured. */
  boolean fenceCommand();

  /** Runs the fence command to its end; answers its sentence. */
  String fence(String peer, Epoch epoch) throws IOException;

  /** What has files open or stands in the live trees, each named; empty if nothing does. */
  List<String> openIn();

  /** What stands against swapping these, besides open files; changes nothing. */
  List<String> obstacles(List<Placement> placements);

  /**
   * Puts the staged trees into place, what was there aside; answers a sentence. Called again after
   * a crash it goes on where it was.
   */
  String swap(Epoch epoch, List<Placement> placements) throws IOException;

  /** Takes the service addresses and announces them; answers a sentence. */
  String addressesUp() throws IOException;

  /** Gives the service addresses up; answers a sentence. */
  String addressesDown() throws IOException;

  /** Who else answers at a service address, as a sentence; empty if nobody. May take a second. */
  String answeredElsewhere();

  /** Whether this gateway answers; true for an empty one. May take a second. */
  boolean gatewayAnswers(String gateway);
}
