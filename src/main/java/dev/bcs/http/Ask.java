package dev.bcs.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One request as the endpoints see it: parameters, and a body read whole and checked. */
final class Ask {
  static final int BODY_LIMIT = 64 * 1024;
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .build();

  private final Request request;
  private final boolean local;
  private @Nullable JsonNode body;

  Ask(Request request, boolean local) {
    this.request = request;
    this.local = local;
  }

  Request request() {
    return request;
  }

  /** True if it came over the Unix socket. */
  boolean local() {
    return local;
  }

  /** A header's value, or an empty text. */
  String header(String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  /** A whole number of the query, or the default if it is not there. */
  long number(String name, long otherwise, long least, long most) throws Problem {
    Fields fields = Request.extractQueryParameters(request);
    String text = fields.getValue(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      throw wrongNumber(name, least, most);
    }
    throw wrongNumber(name, least, most);
  }

  /** A text of the query, or empty. */
  String parameter(String name) {
    String text = Request.extractQueryParameters(request).getValue(name);
    return text == null ? "" : text;
  }

  private static Problem wrongNumber(String name, long least, long most) {
    return Problem.bad(
        name + " must be a whole number from " + least + " to " + most, "leave it out for all");
  }

  /**
   * Reads the body, which must be one JSON object with no other than these names.
   *
   * <p>A name that is not known is refused and not skipped: a misspelt {@code overrides} must not
   * order something else than was meant.
   */
  void readBody(Set<String> names) throws Problem {
    JsonNode node = parse(bytes());
    if (!node.isObject()) {
      throw Problem.bad("the body must be a JSON object", "send {\"reason\": \"…\"}");
    }
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw Problem.bad(
          "unknown in the body: " + String.join(", ", unknown),
          "known here: " + String.join(", ", new TreeSet<>(names)));
    }
    body = node;
  }

  private byte[] bytes() throws Problem {
    if (request.getLength() > BODY_LIMIT) {
      throw tooLarge();
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] all = in.readNBytes(BODY_LIMIT + 1);
      if (all.length > BODY_LIMIT) {
        throw tooLarge();
      }
      return all;
    } catch (IOException broken) {
      throw Problem.bad("the body could not be read: " + broken.getMessage(), "send it again");
    }
  }

  private static Problem tooLarge() {
    return new Problem(
        413, "the body is larger than " + BODY_LIMIT + " bytes", "no order needs so much");
  }

  private static JsonNode parse(byte[] bytes) throws Problem {
    try {
      JsonNode node = JSON.readTree(bytes);
      return node == null || node.isMissingNode() ? PictureJson.object() : node;
    } catch (JsonProcessingException notJson) {
      throw Problem.bad(
          "the body is not JSON: " + notJson.getOriginalMessage(),
          "check quotes and commas, and that every name is there once");
    } catch (IOException broken) {
      throw Problem.bad("the body could not be read: " + broken.getMessage(), "send it again");
    }
  }

  /** A text of the body, or empty if it is not there. */
  String text(String name) throws Problem {
    JsonNode node = field(name);
    if (node == null) {
      return "";
    }
    if (!node.isTextual()) {
      throw Problem.bad(name + " must be a text", "put it in quotes");
    }
    return node.textValue();
  }

  /** A whole number of the body that is not negative, or 0 if it is not there. */
  long whole(String name) throws Problem {
    JsonNode node = field(name);
    if (node == null) {
      return 0;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw Problem.bad(name + " must be a whole number, not negative", "write it without quotes");
    }
    return node.longValue();
  }

  boolean has(String name) {
    return field(name) != null;
  }

  /** A list of texts, or an empty one if it is not there. */
  List<String> texts(String name) throws Problem {
    JsonNode node = field(name);
    List<String> all = new ArrayList<>();
    if (node == null) {
      return all;
    }
    if (!node.isArray()) {
      throw Problem.bad(name + " must be a list of texts", "write [\"code\", \"code\"]");
    }
    for (JsonNode item : node) {
      if (!item.isTextual()) {
        throw Problem.bad(name + " must be a list of texts", "write [\"code\", \"code\"]");
      }
      all.add(item.textValue());
    }
    return all;
  }

  private @Nullable JsonNode field(String name) {
    JsonNode node = body == null ? null : body.get(name);
    return node == null || node.isNull() ? null : node;
  }
}
