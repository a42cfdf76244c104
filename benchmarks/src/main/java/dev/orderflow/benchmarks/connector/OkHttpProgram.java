package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.process.ControlledProgram;
import dev.orderflow.benchmarks.process.Environment;
import dev.orderflow.runtime.KafkaBroker;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What one would write in an afternoon instead of a connector: a WebSocket whose frames are handed
 * to a producer. No offsets, no look at what the frames say, and no second attempt; a run that
 * loses the connection has lost records, which the measurement notices.
 */
public final class OkHttpProgram {

  private static final int FIRST_SETTING = 3;

  private OkHttpProgram() {}

  /** Starts it in a process of its own. */
  static ControlledProgram start(Environment environment, List<String> heap, KafkaBroker broker)
      throws IOException {
    return environment.program("program", heap, OkHttpProgram.class, broker.bootstrapServers());
  }

  /**
   * Runs until the input ends. A run is described as {@code <url> <topic> <channel> <producer
   * setting>=<value> …}.
   *
   * @param arguments the broker's address
   * @throws IOException where the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    ControlledProgram.serve(run -> start(arguments[0], run.split(" ")));
  }

  private static ControlledProgram.Run start(String bootstrapServers, String[] words) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    for (int i = FIRST_SETTING; i < words.length; i++) {
      String[] setting = words[i].split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    String topic = words[1];
    String channel = words[2];
    String market = channel.substring(channel.lastIndexOf('_') + 1);
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    OkHttpClient http = new OkHttpClient();
    WebSocket socket =
        http.newWebSocket(
            new Request.Builder().url(words[0]).build(),
            new WebSocketListener() {
              @Override
              public void onOpen(WebSocket opened, Response response) {
                opened.send(
                    "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
              }

              @Override
              public void onMessage(WebSocket from, String text) {
                if (!text.startsWith("{\"event\":\"bts:")) {
                  producer.send(new ProducerRecord<>(topic, market, text));
                }
              }

              @Override
              public void onFailure(WebSocket failed, Throwable failure, Response response) {
                System.out.println("failed " + failure);
              }
            });
    return new ControlledProgram.Run(
        topic,
        () -> {
          socket.cancel();
          http.dispatcher().executorService().shutdown();
          producer.close();
        });
  }
}
