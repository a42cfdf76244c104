package dev.orderflow.spark.audit;

import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.market.Interval;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One audit: reads the candles topic, asks the exchange for the same time, publishes a summary of
 * each market and length and every mismatch with both versions.
 *
 * @param cluster Kafka
 * @param candlesTopic where the candles are
 * @param auditTopic where the findings go
 * @param markets the markets wanted; all where empty
 * @param intervals the lengths wanted, only such as {@link #comparable} ones
 * @param kept how far back from the newest candle
 * @param url the exchange's HTTP address
 */
public record CandleAuditRun(
    KafkaCluster cluster,
    String candlesTopic,
    String auditTopic,
    Set<String> markets,
    Set<Interval> intervals,
    Duration kept,
    URI url) {

  /**
   * Whether the exchange has candles of that length.
   *
   * @param interval a length
   * @return whether they can be compared
   */
  public static boolean comparable(Interval interval) {
    return VenueCandles.knows(interval);
  }

  /**
   * Audits once.
   *
   * @param out where each summary is printed
   * @return mismatches found
   * @throws IOException where the exchange or Kafka does not answer
   * @throws InterruptedException where the thread is interrupted
   */
  public long run(PrintWriter out) throws IOException, InterruptedException {
    VenueCandles venue = new VenueCandles(url);
    List<ProducerRecord<byte[], byte[]>> findings = new ArrayList<>();
    long mismatches = 0;
    for (var series :
        new PublishedCandles(cluster, candlesTopic, markets, intervals, kept).read().entrySet()) {
      TreeMap<Long, PublishedCandle> finals = finals(series.getValue());
      if (finals.isEmpty()) {
        continue;
      }
      CandleAudit.Result result =
          CandleAudit.compare(
              finals,
              venue.between(
                  series.getKey().market(),
                  series.getKey().interval(),
                  finals.firstKey(),
                  finals.lastKey()));
      mismatches += result.mismatches().size();
      String summary =
          AuditJson.summary(series.getKey(), finals.firstKey(), finals.lastKey(), result);
      out.println("audit " + summary);
      findings.add(finding(series.getKey().market() + '|' + series.getKey().interval(), summary));
      result
          .mismatches()
          .forEach(
              mismatch ->
                  findings.add(
                      finding(
                          AuditJson.key(series.getKey(), mismatch.start()),
                          AuditJson.mismatch(series.getKey(), mismatch))));
    }
    out.flush();
    publish(findings);
    return mismatches;
  }

  private static TreeMap<Long, PublishedCandle> finals(SortedMap<Long, PublishedCandle> candles) {
    TreeMap<Long, PublishedCandle> finals = new TreeMap<>(candles);
    finals.values().removeIf(candle -> !candle.isFinal());
    return finals;
  }

  private ProducerRecord<byte[], byte[]> finding(String key, String value) {
    return new ProducerRecord<>(
        auditTopic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  private void publish(List<ProducerRecord<byte[], byte[]>> findings)
      throws IOException, InterruptedException {
    Map<String, Object> settings = cluster.settings(ProducerConfig.configNames());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = findings.stream().map(producer::send).toList();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException refused) {
      throw new IOException(
          auditTopic + " cannot be written: " + refused.getCause().getMessage(), refused);
    }
  }
}
