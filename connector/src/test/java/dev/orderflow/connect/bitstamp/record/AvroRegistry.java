package dev.orderflow.connect.bitstamp.record;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** As much of Apicurio Registry's HTTP API v2 as its Avro converter uses, in memory. */
final class AvroRegistry implements AutoCloseable {

  private final MockWebServer server = new MockWebServer();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> schemas = new HashMap<>();

  AvroRegistry() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
  }

  String url() {
    return server.url("/apis/registry/v2").toString();
  }

  /** The schemas registered, by id. */
  synchronized Map<Integer, String> schemas() {
    return Map.copyOf(schemas);
  }

  private synchronized MockResponse answer(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    if (request.getMethod().equals("POST") && path.endsWith("/artifacts")) {
      String schema = request.getBody().utf8();
      int id = ids.computeIfAbsent(schema, unknown -> ids.size() + 1);
      schemas.put(id, schema);
      return json(
          "{\"id\":\"a\",\"version\":\"1\",\"type\":\"AVRO\",\"state\":\"ENABLED\","
              + "\"globalId\":"
              + id
              + ",\"contentId\":"
              + id
              + "}");
    }
    String id = path.substring(path.lastIndexOf('/') + 1);
    if (path.contains("/ids/") && id.matches("\\d+")) {
      return json(schemas.get(Integer.valueOf(id)));
    }
    return path.endsWith("/references")
        ? json("[]")
        : new MockResponse.Builder().code(404).body("{}").build();
  }

  private static MockResponse json(String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}
