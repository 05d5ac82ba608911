package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.status.FakePairing;
import dev.bcs.status.SamplePictures;
import dev.bcs.time.Clocks;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Unix socket: who is there, who may, and what only it can do. */
class LocalDoorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  Path directory;

  private Stand stand() throws Exception {
    return new Stand(SamplePictures.secondary().picture(), List.of(), directory.resolve("s.sock"));
  }

  @Test
  void theKernelNamesTheCallerAndWhoHeActsForIsRecorded() throws Exception {
    try (Stand stand = stand()) {
      stand.operations.accept("backup").accept("backup");
      String me = System.getProperty("user.name");
      var body = JSON.createObjectNode().put("reason", "before the update");
      assertThat(stand.unix("").post("/api/v1/backup", body).status()).isEqualTo(202);
      assertThat(stand.unix("nora").post("/api/v1/backup", body).status()).isEqualTo(202);
      assertThat(stand.operations.calls("backup").get(0).actor().toString())
          .matches(me + "@cli/pid:[0-9]+");
      assertThat(stand.operations.calls("backup").get(1).actor().user())
          .isEqualTo(me + " (as nora)");
      stand.operations.verify();
    }
  }

  @Test
  void onlyItsOwnerAndItsGroupMayOpenIt() throws Exception {
    try (Stand stand = stand()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stand.socket)))
          .isEqualTo("rw-rw----");
    }
    assertThat(directory.resolve("s.sock")).doesNotExist();
  }

  @Test
  void managesUsersHereAndNowhereElse() throws Exception {
    try (Stand stand = new Stand(SamplePictures.secondary().picture(), directory)) {
      UnixClient unix = stand.unix("");
      var nora = JSON.createObjectNode()
          .put("name", "nora")
          .put("role", "operator")
          .put("password", "a-long-secret-2026");
      assertThat(unix.post("/api/v1/users", nora).status()).isEqualTo(201);
      assertThat(unix.post("/api/v1/users", nora).status()).isEqualTo(409);
      assertThat(unix.get("/api/v1/users").json().path("users").findValuesAsText("name"))
          .containsExactly("nora", "olga", "victor");
      var other = JSON.createObjectNode().put("name", "nora").put("password", "another-2026-x");
      assertThat(unix.post("/api/v1/users/password", other).status()).isEqualTo(200);
      assertThat(unix.delete("/api/v1/users?name=nora").status()).isEqualTo(200);
      assertThat(unix.delete("/api/v1/users?name=nora").status()).isEqualTo(404);
      assertThat(unix.post("/api/v1/users", nora.put("role", "king")).status()).isEqualTo(400);
      assertThat(stand.get("/api/v1/users").statusCode()).isEqualTo(403);
      assertThat(stand.postAsOperator("/api/v1/users", nora.toString()).statusCode())
          .isEqualTo(403);
      assertThat(stand.postAsOperator("/api/v1/pair/invite", "{}").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void invitesAndAccepts() throws Exception {
    try (Stand stand = stand()) {
      UnixClient unix = stand.unix("");
      UnixClient.Reply invited = unix.post("/api/v1/pair/invite", null);
      assertThat(invited.status()).isEqualTo(200);
      assertThat(invited.json().path("code").asText()).isNotEmpty();
      var body = JSON.createObjectNode().put("host", "10.0.0.2").put("code", FakePairing.CODE);
      UnixClient.Reply accepted = unix.post("/api/v1/pair/accept", body);
      assertThat(accepted.well()).as(accepted.body()).isTrue();
      UnixClient.Reply wrong = unix.post("/api/v1/pair/accept", body.put("code", "wrong"));
      assertThat(wrong.status()).isEqualTo(409);
      assertThat(unix.post("/api/v1/pair/accept", body.put("port", 70_000)).status())
          .isEqualTo(400);
    }
  }

  @Test
  void aLongPathFallsBackToAShortOneForBothSides() throws Exception {
    Path deep = directory.resolve("d".repeat(60)).resolve("e".repeat(60));
    Files.createDirectories(deep);
    Path wanted = deep.resolve("bcs.sock");
    assertThat(SocketPaths.fellBack(wanted)).isTrue();
    assertThat(SocketPaths.usable(wanted).toString().length()).isLessThan(SocketPaths.LONGEST);
    try (Stand stand = new Stand(SamplePictures.secondary().picture(), List.of(), wanted)) {
      assertThat(stand.unix("").get("/healthz").body()).isEqualTo("ok\n");
    } finally {
      Files.deleteIfExists(SocketPaths.parent(SocketPaths.usable(wanted)));
    }
  }

  @Test
  void replacesTheSocketOfADeadDaemonAndRefusesALiveOne() throws Exception {
    Path socket = directory.resolve("s.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (Stand stand = stand()) {
      assertThat(stand.unix("").get("/healthz").status()).isEqualTo(200);
      assertThatThrownBy(this::stand)
          .isInstanceOf(DoorClosed.class)
          .hasMessageContaining("another daemon answers")
          .extracting(e -> ((DoorClosed) e).hint())
          .asString()
          .contains("--home");
      assertThat(stand.unix("").get("/healthz").status()).isEqualTo(200);
    }
    Files.writeString(socket, "somebody's notes");
    assertThatThrownBy(this::stand).hasMessageContaining("is no socket");
    assertThat(socket).hasContent("somebody's notes");
  }

  @Test
  void saysThatTheDaemonDoesNotAnswer() throws Exception {
    UnixClient nobody =
        new UnixClient(directory.resolve("none.sock"), "", Duration.ofMillis(300), Clocks.system());
    assertThatThrownBy(() -> nobody.get("/api/v1/status"))
        .isInstanceOf(DoorClosed.class)
        .hasMessageContaining("the daemon does not answer");
    Path mute = directory.resolve("mute.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(mute));
      UnixClient waiting = new UnixClient(mute, "", Duration.ofMillis(300), Clocks.system());
      assertThatThrownBy(() -> waiting.get("/api/v1/status"))
          .isInstanceOf(DoorClosed.class)
          .hasMessageContaining("silent");
    }
  }
}
