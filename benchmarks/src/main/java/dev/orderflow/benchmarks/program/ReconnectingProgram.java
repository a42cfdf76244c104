package dev.orderflow.benchmarks.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The program of an afternoon after its first outage: it connects again, a second after its
 * connection has ended. It asks for nothing that it may have missed.
 *
 * <p>Each line of input {@code <url> <topic> <channel> <producer setting>=<value> …} begins a run,
 * {@code stop} ends it.
 */
public final class ReconnectingProgram {

  private static final int FIRST_SETTING = 3;

  private ReconnectingProgram() {}

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
      for (int i = FIRST_SETTING; i < words.length; i++) {
        String[] setting = words[i].split("=", 2);
        settings.put(setting[0], setting[1]);
      }
      String topic = words[1];
      ScheduledExecutorService again = Executors.newSingleThreadScheduledExecutor();
      try (KafkaProducer<String, String> producer =
              new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
          FrameClient client =
              new FrameClient(
                  words[0],
                  List.of(words[2]),
                  text -> producer.send(new ProducerRecord<>(topic, words[2], text)))) {
        connect(client, again);
        System.out.println("started");
        in.readLine();
        again.shutdownNow();
      }
      System.out.println("stopped");
    }
  }

  private static void connect(FrameClient client, ScheduledExecutorService again) {
    client.connect(
        () -> {
          if (!again.isShutdown()) {
            again.schedule(() -> connect(client, again), 1, TimeUnit.SECONDS);
          }
        });
  }
}
