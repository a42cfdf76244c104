package dev.orderflow.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.job.StreamingJob;
import dev.orderflow.spark.scan.RecordCounts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.junit.jupiter.api.Test;

/** The lines that scripts parse. */
class ProgressLinesTest {

  private final StringWriter out = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void oneLineABatchAndOneAtTheEnd() {
    ProgressLines lines = lines("console", Duration.ZERO);
    lines.batchFinished(6, new RecordCounts(459, 4, 0), Map.of(), "");
    lines.batchFinished(7, new RecordCounts(105, 0, 0), Map.of(), "");
    lines.summary();

    assertThat(out.toString().lines())
        .containsExactly(
            "progress job=console batch=6 rows=459 rows_total=455 connector_total=4",
            "progress job=console batch=7 rows=105 rows_total=560 connector_total=4",
            "summary job=console batches=2 rows=560 connector=4");
  }

  @Test
  void nothingReadIsSaidToo() {
    lines("console", Duration.ZERO).summary();

    assertThat(out.toString().lines())
        .containsExactly("summary job=console batches=0 rows=0 connector=0");
  }

  @Test
  void whatAJobCountsIsSummedAndShownNowAndThen() {
    ProgressLines lines = lines("candles", Duration.ofSeconds(10));
    lines.batchFinished(0, new RecordCounts(10, 1, 0), Map.of("candles", 3L), " behind_rows=0");
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    lines.batchFinished(1, new RecordCounts(10, 1, 0), Map.of("candles", 4L), " behind_rows=0");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    lines.batchFinished(2, new RecordCounts(10, 0, 0), Map.of("candles", 5L), " behind_rows=7");
    lines.summary();

    assertThat(out.toString().lines())
        .containsExactly(
            "progress job=candles batch=0 rows=10 rows_total=9 connector_total=1 candles=3"
                + " behind_rows=0",
            "progress job=candles batch=2 rows=10 rows_total=28 connector_total=2 candles=12"
                + " behind_rows=7",
            "summary job=candles batches=3 rows=28 connector=2 candles=12");
  }

  @Test
  void itsDigitsAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat("%d".formatted(459)).as("a locale with digits of its own").isNotEqualTo("459");
      ProgressLines lines = lines("candles", Duration.ZERO);
      lines.batchFinished(
          6, new RecordCounts(459, 4, 0), Map.of(), new QueryState(7, 1_250, 12, 3).text());
      lines.summary();
    } finally {
      Locale.setDefault(before);
    }

    assertThat(out.toString().lines())
        .containsExactly(
            "progress job=candles batch=6 rows=459 rows_total=455 connector_total=4"
                + " behind_rows=7 behind_s=1.2 rows_per_s=12 state_bytes=3",
            "summary job=candles batches=1 rows=455 connector=4");
  }

  private ProgressLines lines(String job, Duration pause) {
    return new ProgressLines(new Named(job), new PrintWriter(out), pause, nanos::get);
  }

  /** Only its name is asked for. */
  private record Named(String name) implements StreamingJob {
    @Override
    public DataStreamWriter<Row> describe(SparkSession session) {
      throw new UnsupportedOperationException();
    }
  }
}
