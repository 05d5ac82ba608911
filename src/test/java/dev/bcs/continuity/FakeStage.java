package dev.bcs.continuity;

import dev.bcs.files.BytePath;
import dev.bcs.staging.Held;
import dev.bcs.staging.Placement;
import dev.bcs.staging.Stage;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage with one generation; what it holds and consumed survives a crash. */
final class FakeStage implements Stage {
  boolean consumed;
  boolean held;
  long number = 7;
  Instant captured = World.NOW.minusSeconds(600);
  List<String> doubts = List.of();
  Runnable onHold = () -> {};
  Runnable onRelease = () -> {};

  FakeStage afterCrash() {
    FakeStage next = new FakeStage();
    next.consumed = consumed;
    next.held = held;
    return next;
  }

  @Override
  public Optional<Held> ready() {
    GenerationId id = new GenerationId(number);
    Ticket ticket = new Ticket(id, captured, Duration.ofMinutes(50), "boot-1");
    Held held = new Held(id, ticket, captured, 3, 4096, Map.of("pbx/mail", new Held.Size(3, 4096)));
    return consumed ? Optional.empty() : Optional.of(held);
  }

  @Override
  public List<String> doubts() {
    return doubts;
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public List<Placement> hold(GenerationId generation) {
    held = true;
    onHold.run();
    return placements();
  }

  @Override
  public List<Placement> placements() {
    return List.of(new Placement(
        "pbx/mail",
        BytePath.of("/live/mail"),
        BytePath.of("/live/.bcs/slot-a"),
        BytePath.of("/live/.bcs/aside-2"),
        List.of()));
  }

  @Override
  public void release() {
    onRelease.run();
    held = false;
  }

  @Override
  public void consumed(GenerationId generation) {
    held = false;
    consumed = true;
  }

  @Override
  public void onChange(Runnable listener) {}
}
