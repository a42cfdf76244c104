package dev.orderflow.spark.audit;

import dev.orderflow.spark.market.RowJson;
import java.io.IOException;

/** An audit's findings as they stand in the audit topic. */
final class AuditJson {

  private AuditJson() {}

  static String key(PublishedCandle.Series series, long start) {
    return series.market() + '|' + series.interval() + '|' + RowJson.time(start);
  }

  static String summary(
      PublishedCandle.Series series, long from, long to, CandleAudit.Result result) {
    return RowJson.of(
        json ->
            json.text("type", "summary")
                .text("market", series.market())
                .text("interval", series.interval().toString())
                .instant("from", from)
                .instant("to", to)
                .number("compared", result.compared())
                .number("mismatches", result.mismatches().size())
                .number("incomplete", result.incomplete())
                .text("match_rate", result.matchRate().map(RowJson::plain).orElse("")));
  }

  static String mismatch(PublishedCandle.Series series, CandleAudit.Mismatch mismatch) {
    return RowJson.of(
        json -> {
          json.text("type", "mismatch")
              .text("market", series.market())
              .text("interval", series.interval().toString())
              .instant("start", mismatch.start())
              .texts("fields", mismatch.fields())
              .json("ours", mismatch.ours().map(PublishedCandle::value).orElse("null"));
          if (mismatch.venue().isPresent()) {
            json.object("venue", venue -> write(venue, mismatch.venue().get()));
          } else {
            json.nothing("venue");
          }
        });
  }

  /** The exchange's digits as they came, trailing zeros too. */
  private static void write(RowJson json, CandleFigures figures) throws IOException {
    json.text("open", figures.open().toPlainString())
        .text("high", figures.high().toPlainString())
        .text("low", figures.low().toPlainString())
        .text("close", figures.close().toPlainString())
        .text("volume", figures.volume().toPlainString());
  }
}
