package dev.orderflow.benchmarks.program;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the programs that stand against the connector have in common: they hand the frames of a
 * channel to a producer, and are told by lines of input when.
 *
 * <p>{@code <url> <topic> <channel> <producer setting>=<value> …} begins a run and is answered with
 * {@code started}, any other line ends it and is answered with {@code stopped}.
 */
public final class ProducerRuns {

  private static final int FIRST_SETTING = 3;

  private ProducerRuns() {}

  /** Where frames come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Begins to receive.
     *
     * @param url the server's
     * @param channel the channel to subscribe to
     * @param frames takes each frame's text, on any thread
     * @return what ends it
     * @throws Exception where it cannot be opened
     */
    Runnable open(String url, String channel, Consumer<String> frames) throws Exception;
  }

  /**
   * Reads lines until the input ends.
   *
   * @param broker the broker's address
   * @param source where frames come from
   * @throws Exception where the input cannot be read or the source not be opened
   */
  public static void serve(String broker, Source source) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      Map<String, Object> settings = new HashMap<>();
      settings.put("bootstrap.servers", broker);
      for (int i = FIRST_SETTING; i < words.length; i++) {
        String[] setting = words[i].split("=", 2);
        settings.put(setting[0], setting[1]);
      }
      String topic = words[1];
      String market = words[2].substring(words[2].lastIndexOf('_') + 1);
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
        Runnable end =
            source.open(
                words[0],
                words[2],
                text -> producer.send(new ProducerRecord<>(topic, market, text)));
        try {
          System.out.println("started");
          in.readLine();
        } finally {
          end.run();
        }
      }
      System.out.println("stopped");
    }
  }
}
