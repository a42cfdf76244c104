package dev.orderflow.benchmarks.rivals;

import info.bitrich.xchangestream.bitstamp.v2.BitstampStreamingService;
import io.reactivex.rxjava3.disposables.Disposable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * XChange's stream of Bitstamp's trades, which reconnects by itself, into a Kafka producer.
 *
 * <p>Each line of input {@code <url> <topic> <channel> <producer setting>=<value> …} begins a run,
 * {@code stop} ends it.
 */
public final class XchangeProgram {

  private static final int FIRST_SETTING = 3;

  private XchangeProgram() {}

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
      BitstampStreamingService service = new BitstampStreamingService(words[0]);
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
        service.connect().blockingAwait();
        // Its own market data service names the event too, and 5.2.0 then hands no trade on.
        Disposable subscription =
            service
                .subscribeChannel(words[2])
                .subscribe(
                    message ->
                        producer.send(new ProducerRecord<>(topic, words[2], message.toString())),
                    failure -> System.out.println("failed " + failure));
        System.out.println("started");
        in.readLine();
        subscription.dispose();
        service.disconnect().blockingAwait();
      }
      System.out.println("stopped");
    }
  }
}
