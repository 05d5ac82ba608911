package dev.bcs.staging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ContentId;
import dev.bcs.store.GenerationId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the bodies of questions strictly, and writes answers. */
final class Wire {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Wire() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static byte[] bytes(Object json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of ours is always JSON", e);
    }
  }

  static JsonNode json(byte[] body) throws RefusedByPeer {
    try {
      JsonNode node = JSON.readTree(body);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw malformed("not JSON");
    }
    throw malformed("not a JSON object");
  }

  static long number(JsonNode body, String name) throws RefusedByPeer {
    JsonNode value = body.get(name);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw malformed("no number \"" + name + "\"");
    }
    return value.longValue();
  }

  static String text(JsonNode body, String name) throws RefusedByPeer {
    JsonNode value = body.get(name);
    if (value == null || !value.isTextual()) {
      throw malformed("no text \"" + name + "\"");
    }
    return value.textValue();
  }

  static GenerationId generation(JsonNode body) throws RefusedByPeer {
    return generation(number(body, "generation"));
  }

  static GenerationId generation(long number) throws RefusedByPeer {
    if (number < 1 || number > 0xffff_ffffL) {
      throw malformed("no such number of a generation: " + number);
    }
    return new GenerationId(number);
  }

  /** The eight bytes that bulk bodies begin with. */
  static GenerationId generation(ByteBuffer body) throws RefusedByPeer {
    return generation(eight(body));
  }

  static long eight(ByteBuffer body) throws RefusedByPeer {
    if (body.remaining() < Long.BYTES) {
      throw malformed("it is too short");
    }
    return body.getLong();
  }

  /** All addresses to the end of the body. */
  static List<ContentId> ids(ByteBuffer body) throws RefusedByPeer {
    if (body.remaining() % ContentId.BYTES != 0) {
      throw malformed("addresses have " + ContentId.BYTES + " bytes each");
    }
    List<ContentId> ids = new ArrayList<>();
    while (body.hasRemaining()) {
      byte[] id = new byte[ContentId.BYTES];
      body.get(id);
      ids.add(new ContentId(id));
    }
    return ids;
  }

  static RefusedByPeer malformed(String how) {
    return new RefusedByPeer("malformed", "the question is malformed: " + how);
  }
}
