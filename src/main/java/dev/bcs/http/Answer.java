package dev.bcs.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.status.Picture;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is sent back: a status code, a type, a whole body and some headers. */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {
  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer json(int status, JsonNode body) {
    byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
    return new Answer(status, "application/json", bytes, Map.of("Cache-Control", "no-store"));
  }

  static Answer text(int status, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Answer(status, type + ";charset=utf-8", bytes, Map.of("Cache-Control", "no-store"));
  }

  static Answer problem(Problem problem) {
    return error(problem.status(), problem.sentence(), problem.hint(), problem.reasons());
  }

  /** The one shape of every error: {@code {error, hint, reasons[{code,text}]}}. */
  static Answer error(int status, String sentence, String hint, List<Picture.Reason> reasons) {
    return json(status, errorBody(sentence, hint, reasons));
  }

  static ObjectNode errorBody(String sentence, String hint, List<Picture.Reason> reasons) {
    ObjectNode body = PictureJson.object().put("error", sentence).put("hint", hint);
    ArrayNode list = body.putArray("reasons");
    reasons.forEach(r -> list.add(PictureJson.reason(r)));
    return body;
  }

  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, type, body, more);
  }
}
