package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.record.RecordMapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task against an exchange that sends some frames at once and knows no history. */
@Timeout(60)
class BitstampSourceTaskTest {

  private static final int FRAMES = 50;
  private static final RecordMetadata WRITTEN =
      new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0);

  private final MockWebServer exchange = new MockWebServer();
  private final BitstampSourceTask task = new BitstampSourceTask();

  @BeforeEach
  void start() throws IOException {
    exchange.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return request.getHeaders().get("Upgrade") == null
                ? new MockResponse.Builder().code(404).build()
                : new MockResponse.Builder().webSocketUpgrade(new Exchange()).build();
          }
        });
    exchange.start();
    Map<String, String> config = new HashMap<>();
    config.put("websocket.url", "ws://localhost:" + exchange.getPort());
    config.put("http.url", "http://localhost:" + exchange.getPort());
    config.put("channels", "order_book");
    config.put("batch.max.records", "7");
    config.put("poll.wait.ms", "10");
    task.initialize(withoutOffsets());
    task.start(config);
  }

  @AfterEach
  void stop() {
    task.stop();
    exchange.close();
  }

  @Test
  void handsOverNoMoreThanTheOptionSaysAtOnceAndKeepsTheOrder() throws Exception {
    List<Integer> sizes = new ArrayList<>();
    List<SourceRecord> books = new ArrayList<>();
    while (books.size() < FRAMES) {
      List<SourceRecord> records = poll();
      sizes.add(records.size());
      records.stream().filter(record -> is(record, "data")).forEach(books::add);
    }
    assertThat(sizes).allMatch(size -> size <= 7);
    assertThat(books).extracting(SourceRecord::timestamp).isSorted();
  }

  @Test
  void declaresWhatWasNotWritten() throws Exception {
    List<SourceRecord> books = new ArrayList<>();
    List<SourceRecord> gaps = new ArrayList<>();
    while (gaps.isEmpty()) {
      for (SourceRecord record : poll()) {
        if (is(record, "data")) {
          books.add(record);
        } else if (is(record, "orderflow:gap")) {
          gaps.add(record);
        }
        boolean refused = is(record, "data") && books.size() >= 10 && books.size() < 13;
        task.commitRecord(record, refused ? null : WRITTEN);
      }
    }
    assertThat(gaps)
        .singleElement()
        .satisfies(
            gap ->
                assertThat(gap.value().toString())
                    .contains(
                        "\"reason\":\"not-written\"",
                        "\"missing\":3",
                        "\"repaired\":false",
                        "\"from_microtimestamp\":\"" + micros(9) + "\"",
                        "\"to_microtimestamp\":\"" + micros(13) + "\""));
  }

  private List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = task.poll();
    return records == null ? List.of() : records;
  }

  private static boolean is(SourceRecord record, String event) {
    return event.equals(record.headers().lastWithName(RecordMapper.EVENT).value());
  }

  private static long micros(int n) {
    return 1_788_551_766_000_000L + n * 1_000L;
  }

  private static SourceTaskContext withoutOffsets() {
    OffsetStorageReader offsets =
        fake(OffsetStorageReader.class, method -> method.equals("offsets"), Map.of());
    return fake(SourceTaskContext.class, method -> method.equals("offsetStorageReader"), offsets);
  }

  /** Answers calls of that name, and all others with null. */
  private static <T> T fake(Class<T> type, Predicate<String> method, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> method.test(called.getName()) ? answer : null));
  }

  private static final class Exchange extends WebSocketListener {
    @Override
    public void onMessage(WebSocket socket, String text) {
      if (text.contains("bts:subscribe")) {
        socket.send(
            "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"order_book_btcusd\","
                + "\"data\":{}}");
        for (int i = 1; i <= FRAMES; i++) {
          socket.send(
              "{\"event\":\"data\",\"channel\":\"order_book_btcusd\",\"data\":{\"microtimestamp\":\""
                  + micros(i)
                  + "\",\"bids\":[],\"asks\":[]}}");
        }
      }
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      socket.close(code, reason);
    }

    @Override
    public void onFailure(WebSocket socket, Throwable t, Response response) {
      // The task has stopped.
    }
  }
}
