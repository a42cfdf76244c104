package dev.orderflow.benchmarks.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What one would write in an afternoon instead of a connector: a WebSocket whose frames are handed
 * to a producer. No offsets, no reconnection, no look at what the frames say.
 *
 * <p>Each line of input {@code <url> <topic> <producer setting>=<value> …} begins a run, {@code
 * stop} ends it.
 */
public final class MinimalProgram {

  private MinimalProgram() {}

  /**
   * Reads lines until the input ends.
   *
   * @param arguments the broker's address
   * @throws IOException where the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      Map<String, Object> settings = new HashMap<>();
      settings.put("bootstrap.servers", arguments[0]);
      for (int i = 2; i < words.length; i++) {
        String[] setting = words[i].split("=", 2);
        settings.put(setting[0], setting[1]);
      }
      String topic = words[1];
      try (KafkaProducer<String, String> producer =
              new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
          FrameClient client =
              new FrameClient(
                  words[0],
                  List.of("live_orders_btcusd"),
                  text -> producer.send(new ProducerRecord<>(topic, "btcusd", text)))) {
        client.connect();
        System.out.println("started");
        in.readLine();
      }
      System.out.println("stopped");
    }
  }
}
