package dev.bcs.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** The HTTP door through the JDK's client, each order with name and password (Basic). */
final class HttpDoor implements Door {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(LONGEST).build();
  private final String page;
  private final String basic;

  HttpDoor(DemoUnit unit, String user, String password) {
    page = unit.page();
    basic = "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public long token() throws Exception {
    HttpResponse<String> answer = client.send(
        HttpRequest.newBuilder(URI.create(page + "api/v1/check"))
            .timeout(LONGEST)
            .build(),
        HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body()).path("token").asLong();
  }

  @Override
  public Answer promote(Order order) throws Exception {
    HttpResponse<String> answer = client.send(
        HttpRequest.newBuilder(URI.create(page + "api/v1/promote"))
            .timeout(LONGEST)
            .header("Authorization", basic)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(order).toString()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode() == 202, answer.statusCode() + " " + answer.body());
  }

  static ObjectNode body(Order order) {
    ObjectNode body = DemoUnit.body()
        .put("unit", order.unit())
        .put("reason", order.reason())
        .put("fence", order.fence())
        .put("generation", order.generation())
        .put("token", order.token());
    ArrayNode overrides = body.putArray("overrides");
    order.overrides().forEach(overrides::add);
    return body;
  }

  @Override
  public void close() {}
}
