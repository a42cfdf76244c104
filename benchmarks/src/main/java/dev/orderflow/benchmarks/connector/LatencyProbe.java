package dev.orderflow.benchmarks.connector;

import dev.orderflow.benchmarks.feed.StreamRequest;
import dev.orderflow.benchmarks.process.Dialogue;
import dev.orderflow.benchmarks.program.LatencyReader;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How old frames are when a consumer of the topic, in a process of its own, has them. */
final class LatencyProbe implements AutoCloseable {

  /** The median, ms. */
  static final String P50 = "p50";

  /** The 99th percentile, ms. */
  static final String P99 = "p99";

  /** Everything that is told of a run. */
  static final List<String> FIGURES = List.of(P50, "p90", P99, "max");

  private static final long SKIPPED_SECONDS = 3;
  private static final double MICROS_PER_MILLI = 1_000;

  private final Rig rig;
  private final Dialogue reader;

  LatencyProbe(Rig rig) throws IOException {
    this.rig = rig;
    reader =
        new Dialogue(
            rig.processes()
                .own(
                    "reader",
                    List.of("-Xmx256m"),
                    List.of(LatencyReader.class.getName(), rig.broker().address())),
            rig.processes().log("reader"));
  }

  /**
   * What a client is to move for a measurement.
   *
   * @param run the name of the run
   * @param rate frames a second
   * @param measured frames whose age counts
   */
  static StreamRequest request(String run, long rate, long measured) {
    return StreamRequest.paced(run, rate * SKIPPED_SECONDS + measured, rate);
  }

  /**
   * Has a client move frames into a topic, and tells how old they were.
   *
   * @param client moves the frames of the request into the topic
   * @param request made by {@link #request}
   * @param topic exists and is empty
   * @return milliseconds by the names in {@link #FIGURES}
   */
  Map<String, Double> measure(Client client, StreamRequest request, String topic)
      throws IOException, InterruptedException {
    long skipped = request.rate() * SKIPPED_SECONDS;
    reader.say(topic + " " + skipped + " " + (request.frames() - skipped));
    reader.hear("reading", Rig.PATIENCE);
    client.start();
    Duration patience = Rig.PATIENCE.plusSeconds(4 * request.frames() / request.rate());
    String[] percentiles = reader.hear("latency ", patience).split(" ");
    client.stop();
    Map<String, Double> figures = new LinkedHashMap<>();
    for (int i = 0; i < FIGURES.size(); i++) {
      figures.put(FIGURES.get(i), Long.parseLong(percentiles[i]) / MICROS_PER_MILLI);
    }
    return figures;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
