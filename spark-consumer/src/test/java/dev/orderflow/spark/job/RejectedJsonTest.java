package dev.orderflow.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.source.FeedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RejectedJsonTest {

  @Test
  void isWhatTheDocumentationShows() throws IOException {
    FeedRecord record =
        new FeedRecord(
            "testTopic",
            0,
            4711,
            "trade",
            "live_trades_btcusd",
            "stream",
            1,
            2,
            "{\"data\":{\"id\":7},\"event\":\"trade\"}");

    assertThat(RejectedJson.key(record)).isEqualTo("testTopic-0-4711");
    assertThat(
            RejectedJson.value("candles", "btcusd", record, "malformed: price is missing") + "\n")
        .isEqualTo(
            Files.readString(Path.of(System.getProperty("records")).resolve("rejected.json")));
  }
}
