package dev.orderflow.benchmarks.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The trades that a topic has, by their ids, and what its gap records say is missing.
 *
 * @param times how often each trade is there, by id
 * @param gaps stretches of exchange time that a record of the topic declares to be incomplete
 */
public record ArrivedTrades(Map<Long, Integer> times, List<Stretch> gaps) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRADE = "trade";
  private static final String GAP = "orderflow:gap";
  private static final String MICROS = "_microtimestamp";

  /**
   * A stretch of exchange time, both ends excluded.
   *
   * @param from microseconds
   * @param to microseconds
   */
  public record Stretch(long from, long to) {

    /** Whether an instant lies inside. */
    public boolean holds(long micros) {
      return from < micros && micros < to;
    }
  }

  /** Copies the collections. */
  public ArrivedTrades {
    times = Map.copyOf(times);
    gaps = List.copyOf(gaps);
  }

  /** Whether a record says that trades of this instant are missing. */
  public boolean declares(long micros) {
    return gaps.stream().anyMatch(gap -> gap.holds(micros));
  }

  /**
   * Reads a topic that nobody writes to any more.
   *
   * @throws IOException where a record is no JSON, or the end is not reached
   * @throws InterruptedException where the caller is interrupted
   */
  public static ArrivedTrades read(BenchmarkTopic topic) throws IOException, InterruptedException {
    List<byte[]> values = new ArrayList<>();
    topic.read(() -> true, record -> values.add(record.value()));
    return of(values);
  }

  /**
   * Reads the values of records.
   *
   * @param values the connector's, or frames as the exchange sends them
   * @throws IOException where one is no JSON
   */
  static ArrivedTrades of(List<byte[]> values) throws IOException {
    Map<Long, Integer> times = new TreeMap<>();
    List<Stretch> gaps = new ArrayList<>();
    for (byte[] each : values) {
      JsonNode value = JSON.readTree(each);
      JsonNode data = value.path("data");
      switch (value.path("event").asText()) {
        case TRADE -> times.merge(data.path("id").asLong(), 1, Integer::sum);
        case GAP -> {
          if (!data.path("repaired").asBoolean()) {
            gaps.add(
                new Stretch(
                    data.path("from" + MICROS).asLong(), data.path("to" + MICROS).asLong()));
          }
        }
        default -> {
          // Sessions, and what the exchange says about subscriptions.
        }
      }
    }
    return new ArrivedTrades(times, gaps);
  }
}
