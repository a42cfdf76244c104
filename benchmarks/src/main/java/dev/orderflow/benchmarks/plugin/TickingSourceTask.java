package dev.orderflow.benchmarks.plugin;

import dev.orderflow.benchmarks.program.FrameClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * The design that this project replaces, rebuilt: a tick every 100 ms takes one message of the
 * socket and sends it on.
 */
public final class TickingSourceTask extends SourceTask {

  private static final long TICK_MS = 100;

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private FrameClient client;
  private String topic = "";

  /** Created by Connect. */
  public TickingSourceTask() {}

  @Override
  public void start(Map<String, String> props) {
    topic = props.get("topic");
    client =
        new FrameClient(props.get("websocket.url"), List.of("live_orders_btcusd"), messages::add);
    client.connect();
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(TICK_MS);
    String message = messages.poll();
    return message == null
        ? null
        : List.of(
            new SourceRecord(
                Map.of(), Map.of(), topic, null, null, null, Schema.STRING_SCHEMA, message));
  }

  @Override
  public void stop() {
    if (client != null) {
      client.close();
    }
  }

  @Override
  public String version() {
    return "0.1.0";
  }
}
