package dev.orderflow.benchmarks.program;

import dev.orderflow.benchmarks.process.ControlledProgram;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the programs that stand against the connector have in common: they hand the frames of a
 * channel to a producer. A run is described as {@code <url> <topic> <channel> <producer
 * setting>=<value> …}.
 */
final class ProducerProgram {

  private static final int FIRST_SETTING = 3;

  private ProducerProgram() {}

  /** Where frames come from. */
  @FunctionalInterface
  interface Source {
    /**
     * Begins to receive.
     *
     * @param url the server's
     * @param channel the channel to subscribe to
     * @param frames takes each frame's text, on any thread
     * @return what ends it
     */
    Runnable open(String url, String channel, Consumer<String> frames);
  }

  /** Runs until the input ends. */
  static void serve(String bootstrapServers, Source source) throws IOException {
    ControlledProgram.serve(
        run -> {
          String[] words = run.split(" ");
          Map<String, Object> settings = new HashMap<>();
          settings.put("bootstrap.servers", bootstrapServers);
          for (int i = FIRST_SETTING; i < words.length; i++) {
            String[] setting = words[i].split("=", 2);
            settings.put(setting[0], setting[1]);
          }
          String topic = words[1];
          String market = words[2].substring(words[2].lastIndexOf('_') + 1);
          KafkaProducer<String, String> producer =
              new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
          Runnable end =
              source.open(
                  words[0],
                  words[2],
                  text -> producer.send(new ProducerRecord<>(topic, market, text)));
          return new ControlledProgram.Run(
              topic,
              () -> {
                end.run();
                producer.close();
              });
        });
  }
}
