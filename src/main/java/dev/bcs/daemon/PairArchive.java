package dev.bcs.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.link.Calls;
import dev.bcs.staging.Slots;
import dev.bcs.status.Archive;
import dev.bcs.status.Word;
import dev.bcs.store.GenerationBook;
import dev.bcs.store.GenerationState;
import dev.bcs.store.Outcome;
import dev.bcs.store.Verb;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The generations in this unit's own store, and those that the peer told of. */
final class PairArchive implements Archive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  private final GenerationBook book;
  private final Slots slots;
  private volatile List<Generation> told = List.of();

  PairArchive(GenerationBook book, Slots slots) {
    this.book = book;
    this.slots = slots;
  }

  @Override
  public List<Generation> generations() {
    List<Generation> all = new ArrayList<>(told);
    for (dev.bcs.store.Generation each : book.list()) {
      all.add(new Generation(
          each.id().number(),
          new Word(each.state().word(), each.state().code()),
          each.outcome().map(PairArchive::word).orElseGet(PairArchive::none),
          each.ticket().wall(),
          each.files(),
          each.bytes(),
          slots.slotOf(each.id()),
          each.detail(),
          true));
    }
    all.sort(Comparator.comparingLong(Generation::number).reversed());
    return all;
  }

  /** Asks the peer anew; while it does not answer, what it told last stays. */
  void refresh(Calls calls) {
    try {
      JsonNode list = JSON.readTree(calls.call(Verb.GENERATIONS, new byte[] {'{', '}'}, LIMIT));
      List<Generation> heard = new ArrayList<>();
      for (JsonNode row : list) {
        if (heard.size() < MOST) {
          heard.add(read(row));
        }
      }
      told = List.copyOf(heard);
    } catch (IOException | RuntimeException notTold) {
      // The list grows old; the gap and the outcome of runs do not come from it.
    }
  }

  private static Generation read(JsonNode row) {
    return new Generation(
        row.path("generation").asLong(),
        state(row.path("state").asText()),
        outcome(row.path("outcome").asText()),
        Instant.parse(row.path("captured").asText()),
        row.path("files").asLong(),
        row.path("bytes").asLong(),
        row.path("slot").asText(),
        row.path("detail").asText(),
        false);
  }

  private static Word state(String word) {
    for (GenerationState each : GenerationState.values()) {
      if (each.word().equals(word)) {
        return new Word(word, each.code());
      }
    }
    throw new IllegalArgumentException("no generation is " + word);
  }

  private static Word outcome(String word) {
    for (Outcome each : Outcome.values()) {
      if (each.word().equals(word)) {
        return word(each);
      }
    }
    return none();
  }

  private static Word word(Outcome outcome) {
    return new Word(outcome.word(), outcome.code());
  }

  private static Word none() {
    return new Word("none", 0);
  }
}
