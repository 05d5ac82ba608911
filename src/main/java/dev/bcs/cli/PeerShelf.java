package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.files.BytePath;
import dev.bcs.link.Calls;
import dev.bcs.store.ChunkSource;
import dev.bcs.store.DamagedException;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.Verb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The store of the peer, asked over a link of this command's own. */
final class PeerShelf implements Shelf {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String peer;
  private final Calls calls;
  private final AutoCloseable link;
  private final PeerChunks chunks;

  /** Asks the peer of this name; the link is closed with the shelf. */
  PeerShelf(String peer, Calls calls, AutoCloseable link) {
    this.peer = peer;
    this.calls = calls;
    this.link = link;
    this.chunks = new PeerChunks(calls);
  }

  @Override
  public String place() {
    return "on " + peer;
  }

  @Override
  public List<Standing> list() throws IOException {
    List<Standing> found = new ArrayList<>();
    for (JsonNode each : JSON.readTree(calls.call(Verb.GENERATIONS, "{}".getBytes(UTF), LIMIT))) {
      String state = each.path("state").asText();
      if (List.of("stored", "staged", "verified").contains(state)) {
        GenerationId id = new GenerationId(each.path("generation").asLong());
        found.add(new Standing(id, state.equals("verified")));
      }
    }
    return found;
  }

  @Override
  public Manifest manifest(GenerationId id, List<BytePath> paths) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      byte[] question = JSON.writeValueAsBytes(
          Door.body().put("generation", id.number()).put("offset", all.size()));
      byte[] piece = calls.call(Verb.MANIFEST_OF, question, LIMIT);
      if (piece.length == 0) {
        break;
      }
      all.writeBytes(piece);
      if (all.size() > ManifestCodec.LARGEST) {
        throw new DamagedException("the peer's manifest of generation " + id + " has no end");
      }
    }
    Manifest manifest = ManifestCodec.decode(all.toByteArray());
    if (!manifest.ticket().generation().equals(id)) {
      throw new DamagedException("the peer sent the manifest of another generation");
    }
    chunks.expect(manifest, paths);
    return manifest;
  }

  @Override
  public ChunkSource chunks() {
    return chunks;
  }

  @Override
  public void close() throws IOException {
    try {
      link.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the link to the peer did not close", e);
    }
  }

  private static final java.nio.charset.Charset UTF = java.nio.charset.StandardCharsets.UTF_8;
}
