package dev.orderflow.spark;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.candle.Candle;
import dev.orderflow.spark.market.candle.CandleJson;
import dev.orderflow.spark.market.candle.CandleOutput;
import dev.orderflow.spark.market.candle.CandleSeries;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.source.EventTime;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.GapReader;
import dev.orderflow.spark.source.RejectedRecordException;
import dev.orderflow.spark.source.TradeReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The candles of a feed without Spark: its records one after the other, in one piece. */
final class PlainCandles {

  private final Map<String, CandleSeries> series = new TreeMap<>();
  private final Map<String, List<String>> published = new TreeMap<>();
  private final List<String> completeness = new ArrayList<>();
  private final CandleSettings settings;

  PlainCandles(CandleSettings settings) {
    this.settings = settings;
  }

  /** Every revision by market, in order. */
  Map<String, List<String>> of(List<ProducerRecord<String, String>> records) {
    for (ProducerRecord<String, String> record : records) {
      String channel = header(record, "channel");
      if (record.value() != null && channel.startsWith("live_")) {
        feed(record, channel.substring(channel.lastIndexOf('_') + 1), channel);
      }
    }
    return published;
  }

  /** What turned out of final candles, without the records that said so. */
  List<String> completeness() {
    return completeness;
  }

  /** Every revision of every market. */
  List<String> all(List<ProducerRecord<String, String>> records) {
    return of(records).values().stream().flatMap(List::stream).toList();
  }

  private void feed(ProducerRecord<String, String> record, String market, String channel) {
    CandleSeries candles = series.computeIfAbsent(market, m -> new CandleSeries(market, settings));
    List<String> rows = published.computeIfAbsent(market, m -> new ArrayList<>());
    CandleOutput out =
        new CandleOutput() {
          @Override
          public void candle(Candle candle) {
            rows.add(CandleJson.value(market, candle));
          }

          @Override
          public void lateTrade(Trade trade) {
            // Not a candle.
          }

          @Override
          public void completeness(CompletenessRow row) {
            completeness.add(row.toJson());
          }
        };
    FeedRecord feed =
        new FeedRecord(
            record.topic(),
            record.partition(),
            0,
            header(record, "event"),
            channel,
            header(record, "origin"),
            7,
            Long.parseLong(header(record, "received_at")),
            record.value());
    try {
      switch (feed.event()) {
        case "order_created" -> {
          // Nothing of trades.
        }
        case "trade" -> candles.trade(TradeReader.read(feed), out);
        case "orderflow:gap" -> {
          GapReader.Gap gap = GapReader.read(feed);
          candles.gap(gap.from(), gap.to(), out);
        }
        default -> candles.sessionStarted(true);
      }
    } catch (RejectedRecordException unusable) {
      // Goes into the side output, and what it told is missing.
      candles.refused(EventTime.ofRefused(feed), out);
    }
  }

  private static String header(ProducerRecord<String, String> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
