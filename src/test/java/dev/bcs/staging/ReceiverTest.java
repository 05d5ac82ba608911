package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.FaultyDisk;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ContentId;
import dev.bcs.store.GenerationId;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.Outcome;
import dev.bcs.store.PackedChunk;
import dev.bcs.store.Ticket;
import dev.bcs.store.Verb;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secondary's side of the verbs, asked as a primary asks. */
class ReceiverTest {
  @TempDir
  Path folder;

  private final FaultyDisk disk = new FaultyDisk();
  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T12:00:00Z"));
  private Secondary secondary;

  @BeforeEach
  void start() throws IOException {
    disk.makeDirectories(BytePath.of("/home/bcs"), 0700);
    disk.makeDirectories(BytePath.of("/live"), 0755);
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
  }

  private void restart() throws IOException {
    secondary.close();
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
  }

  @AfterEach
  void stop() {
    secondary.close();
  }

  private static Tree mail(String text) {
    return new Tree().directory("in").file("in/one", text).file("in/same", "is the same");
  }

  private static Tree conf() {
    return new Tree().file("pbx.conf", "extensions = 12");
  }

  private static void assertRefused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(RefusedByPeer.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aVerifiedGenerationIsHeldWithTheTicketOfItsCapture() throws Exception {
    Instant before = clocks.now();
    Ticket ticket = secondary.ticket();
    clocks.advance(Duration.ofMinutes(3));
    secondary.send(ticket, Outcome.COMPLETE, mail("hello"), conf());
    Held held = secondary.slots.ready().orElseThrow();
    assertThat(held.ticket().wall()).isEqualTo(before);
    assertThat(held.verifiedAt()).isEqualTo(before.plus(Duration.ofMinutes(3)));
    assertThat(held.files()).isEqualTo(3);
    assertThat(held.sizes().get("pbx/conf")).isEqualTo(new Held.Size(1, 15));
    assertThat(secondary.generations())
        .contains("\"generation\":1", "\"state\":\"verified\"", "\"slot\":\"a ready\"");
  }

  @Test
  void whatIsTheSameStillTakesOverTheNewTicketAndIsNoOtherGeneration() throws Exception {
    GenerationId first = secondary.backup(mail("hello"), conf());
    clocks.advance(Duration.ofMinutes(10));
    Instant again = clocks.now();
    for (int i = 0; i < 3; i++) {
      Ticket ticket = secondary.ticket();
      confirm(ticket, first);
    }
    Held held = secondary.slots.ready().orElseThrow();
    assertThat(held.generation()).isEqualTo(first);
    assertThat(held.ticket().wall()).isEqualTo(again);
    assertThat(secondary.store.book().list()).singleElement().satisfies(only -> {
      assertThat(only.ticket()).isEqualTo(held.ticket());
      assertThat(only.detail())
          .isEqualTo("unchanged since 2026-11-22T12:00:00Z, confirmed 3 times");
    });
    restart();
    assertThat(secondary.slots.ready().orElseThrow().ticket().wall()).isEqualTo(again);
    assertThat(secondary.backup(mail("other"), conf()).number()).isEqualTo(5);
  }

  @Test
  void whatDoesNotLieReadyBeyondDoubtIsNotConfirmed() throws Exception {
    GenerationId first = secondary.backup(mail("hello"), conf());
    GenerationId second = secondary.backup(mail("hello you"), conf());
    Ticket ticket = secondary.ticket();
    assertRefused("not-ready", () -> confirm(ticket, first));
    assertRefused("not-ready", () -> confirm(ticket, new GenerationId(99)));
    assertRefused("generation-unknown", () -> confirm(ticket(2), second));
    secondary
        .store
        .chunks()
        .markBad(secondary
            .store
            .book()
            .manifest(second)
            .trees()
            .get(0)
            .entries()
            .get(2)
            .chunks());
    assertRefused("not-ready", () -> confirm(ticket, second));
    secondary.role = Role.PRIMARY;
    assertRefused("not-secondary", () -> confirm(ticket, second));
    assertThat(secondary.slots.ready().orElseThrow().generation()).isEqualTo(second);
  }

  private Ticket ticket(long number) {
    return new Ticket(new GenerationId(number), clocks.now(), clocks.sinceBoot(), clocks.bootId());
  }

  private void confirm(Ticket ticket, GenerationId held) throws IOException {
    secondary.call(
        Verb.CONFIRM,
        ("{\"generation\":" + ticket.generation() + ",\"of\":" + held + "}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyASecondaryTakesBackups() throws Exception {
    for (Role role : Role.values()) {
      secondary.role = role;
      if (role != Role.SECONDARY) {
        assertRefused("not-secondary", () -> secondary.ticket());
      }
    }
  }

  @Test
  void differentDatasetsAreRefusedByName() {
    var question = Secondary.object().put("version", 1).put("highest", 0);
    question.withArray("datasets").addObject().put("id", "pbx/mail");
    question.withArray("datasets").addObject().put("id", "pbx/fax");
    assertThatThrownBy(() -> secondary.ask(Verb.TICKET, question))
        .hasMessageContaining("only the primary has pbx/fax; only the secondary has pbx/conf");
    assertRefused("datasets-differ", () -> secondary.ask(Verb.TICKET, question));
  }

  @Test
  void aNumberIsAboveAllThatEitherSideHasSeen() throws Exception {
    assertThat(secondary.backup(mail("a"), conf()).number()).isEqualTo(1);
    var question = Secondary.object().put("version", 1).put("highest", 40);
    Secondary.DATASETS.forEach(
        each -> question.withArray("datasets").addObject().put("id", each.id()));
    assertThat(secondary.ask(Verb.TICKET, question).get("generation").longValue())
        .isEqualTo(41);
    assertThat(secondary.ticket().generation().number()).isEqualTo(42);
    assertThat(secondary.progress(new GenerationId(41))).startsWith("failed done: given up");
  }

  @Test
  void onlyWhatLacksIsSentAgain() throws Exception {
    secondary.backup(mail("a text of some length"), conf());
    Ticket ticket = secondary.ticket();
    assertThat(secondary.sendChunks(ticket, mail("a text of some length"))).isZero();
    assertThat(secondary.sendChunks(ticket, mail("a text of some LENGTH"))).isEqualTo(2);
  }

  @Test
  void anIncompleteGenerationIsStoredAndNeverReady() throws Exception {
    secondary.backup(mail("a"), conf());
    Ticket ticket = secondary.ticket();
    secondary.send(ticket, Outcome.INCOMPLETE, mail("b"), conf());
    assertThat(secondary.progress(ticket.generation())).isEqualTo("stored done");
    assertThat(secondary.slots.ready().orElseThrow().generation().number()).isEqualTo(1);
    restart();
    assertThat(secondary.slots.ready().orElseThrow().generation().number()).isEqualTo(1);
    assertThat(secondary.progress(ticket.generation())).isEqualTo("stored done");
  }

  @Test
  void aManifestWithoutItsChunksFailsAndSaysWhich() throws Exception {
    secondary.backup(mail("a"), conf());
    Ticket ticket = secondary.ticket();
    secondary.seal(ticket, Outcome.COMPLETE, mail("something else"), conf());
    assertThat(secondary.progress(ticket.generation()))
        .startsWith("failed done: ")
        .contains("2 of its chunks never arrived");
    assertThat(secondary.slots.ready().orElseThrow().generation().number()).isEqualTo(1);
  }

  @Test
  void aLyingChunkIsRefusedAndTheRunGoesOn() throws Exception {
    Ticket ticket = secondary.ticket();
    PackedChunk good = PackedChunk.of(new byte[] {1, 2, 3}, 1);
    PackedChunk liar = new PackedChunk(ContentId.of(new byte[] {9}), 3, good.packed());
    ByteBuffer body = ByteBuffer.allocate(8 + liar.length());
    body.putLong(ticket.generation().number());
    liar.putTo(body);
    assertRefused("chunk-damaged", () -> secondary.call(Verb.CHUNKS, body.array()));
    secondary.send(ticket, Outcome.COMPLETE, mail("a"), conf());
    assertThat(secondary.progress(ticket.generation())).isEqualTo("verified done");
  }

  @Test
  void aFullDiskFailsTheRunAndNothingElse() throws Exception {
    GenerationId first = secondary.backup(mail("first"), conf());
    Tree big = mail("0123456789".repeat(400));
    long room = 0;
    String said = "";
    int failures = 0;
    while (!said.equals("verified done")) {
      disk.fillAfter(room);
      Ticket ticket;
      try {
        ticket = secondary.ticket();
        secondary.send(ticket, Outcome.COMPLETE, big, conf());
      } catch (RefusedByPeer e) {
        assertThat(e.code()).isIn("generation-failed", "storage-low");
        assertThat(e).hasMessageContaining("No space left");
        failures++;
        room += 300;
        continue;
      }
      said = secondary.progress(ticket.generation());
      if (!said.equals("verified done")) {
        failures++;
        assertThat(said).startsWith("failed done: ").containsAnyOf("No space left", "not enough");
        assertThat(secondary.slots.ready().orElseThrow().generation()).isEqualTo(first);
        assertThat(secondary.slots.doubts()).isEmpty();
        assertThat(mail("first").differences(disk, Secondary.slot("pbx/mail", "a")))
            .isEmpty();
        assertThat(disk.exists(Secondary.slot("pbx/mail", "b"))).isFalse();
      }
      room += 300;
    }
    assertThat(failures).isGreaterThan(5);
    assertThat(big.differences(disk, Secondary.slot("pbx/mail", "b"))).isEmpty();
  }

  @Test
  void lowStorageRefusesBeforeAnythingIsSent() throws Exception {
    Receiver frugal = new Receiver(
        secondary.store,
        secondary.slots,
        Secondary.DATASETS,
        () -> Role.SECONDARY,
        clocks,
        new StagingSettings(1L << 60, Secondary.SETTINGS.keep()));
    var question = Secondary.object().put("version", 1).put("highest", 0);
    Secondary.DATASETS.forEach(
        each -> question.withArray("datasets").addObject().put("id", each.id()));
    assertRefused("storage-low", () -> frugal.ticket(Wire.bytes(question)));
  }

  @Test
  void aGenerationThatCannotFitIsRefusedBeforeAnythingIsSent() throws Exception {
    GenerationId first = secondary.backup(mail("first"), conf());
    Ticket ticket = secondary.ticket();
    var question =
        Secondary.object().put("generation", ticket.generation().number()).put("fresh", 100);
    question.withArray("datasets").addObject().put("id", "pbx/mail").put("bytes", 3000);
    disk.fillAfter(4000);
    assertThat(secondary.ask(Verb.ROOM, question)).isEmpty();
    question.put("fresh", 1_000_000_000);
    assertRefused("storage-low", () -> secondary.ask(Verb.ROOM, question));
    disk.fillAfter(2000);
    question.put("fresh", 0);
    assertRefused("storage-low", () -> secondary.ask(Verb.ROOM, question));
    assertThat(secondary.slots.ready().orElseThrow().generation()).isEqualTo(first);
  }

  @Test
  void aRunThatIsBeingStoredMakesTheNextWait() throws Exception {
    secondary.workerStands = true;
    Ticket ticket = secondary.ticket();
    secondary.send(ticket, Outcome.COMPLETE, mail("a"), conf());
    assertThat(secondary.progress(ticket.generation())).isEqualTo("receiving seal");
    assertRefused("busy", () -> secondary.ticket());
    secondary.runWaiting();
    assertThat(secondary.progress(ticket.generation())).isEqualTo("verified done");
    var again = Secondary.object().put("generation", 1).put("length", 0).put("sha256", "");
    assertThat(secondary.ask(Verb.SEAL, again).get("state").textValue()).isEqualTo("verified");
  }

  @Test
  void aRunThatOutgrowsTheMemoryFailsAndTheNextOneIsTaken() throws Exception {
    Ticket ticket = secondary.ticket();
    secondary.sendChunks(ticket, mail("a"));
    secondary.sendChunks(ticket, conf());
    secondary.workerStands = true;
    secondary.seal(ticket, Outcome.COMPLETE, mail("a"), conf());
    boolean[] thrown = {false};
    secondary.ledger.beforeCommit(() -> {
      if (!thrown[0]) {
        thrown[0] = true;
        throw new OutOfMemoryError("Java heap space");
      }
    });
    secondary.runWaiting();
    assertThat(secondary.progress(ticket.generation()))
        .startsWith("failed done: ")
        .contains("Java heap space");
    secondary.workerStands = false;
    assertThat(secondary.progress(secondary.backup(mail("a"), conf()))).isEqualTo("verified done");
  }

  @Test
  void anAbortedRunSaysWhy() throws Exception {
    Ticket ticket = secondary.ticket();
    secondary.call(
        Verb.ABORT,
        Wire.bytes(Secondary.object().put("generation", 1).put("why", "the operator said so")));
    assertThat(secondary.progress(ticket.generation()))
        .isEqualTo("failed done: given up by the primary: the operator said so");
    assertRefused("generation-failed", () -> secondary.sendChunks(ticket, mail("a")));
  }

  @Test
  void malformedQuestionsAreRefusedAndHarmNothing() {
    for (String verb : secondary.verbs.keySet()) {
      for (byte[] body :
          new byte[][] {{}, {1}, new byte[8], new byte[41], "{}".getBytes(StandardCharsets.UTF_8)
          }) {
        try {
          secondary.call(verb, body);
        } catch (IOException e) {
          assertThat(e).isInstanceOf(RefusedByPeer.class);
        }
      }
    }
    assertThat(secondary.slots.ready()).isEmpty();
  }

  @Test
  void thePeerCanFetchManifestAndChunks() throws Exception {
    Tree mail = mail("to be fetched");
    GenerationId id = secondary.backup(mail, conf());
    byte[] manifest = secondary.call(
        Verb.MANIFEST_OF,
        Wire.bytes(Secondary.object().put("generation", id.number()).put("offset", 0)));
    assertThat(ManifestCodec.decode(manifest).trees()).hasSize(2);
    ByteBuffer question = ByteBuffer.allocate(mail.chunks.size() * ContentId.BYTES);
    mail.chunks.keySet().forEach(each -> question.put(each.bytes()));
    ByteBuffer answer = ByteBuffer.wrap(secondary.call(Verb.FETCH, question.array()));
    assertThat(answer.getLong()).isZero();
    for (PackedChunk chunk : PackedChunk.readAll(answer)) {
      assertThat(chunk.plain()).isEqualTo(mail.chunks.get(chunk.id()));
    }
    assertRefused("chunk-damaged", () -> secondary.call(Verb.FETCH, new byte[ContentId.BYTES]));
  }
}
