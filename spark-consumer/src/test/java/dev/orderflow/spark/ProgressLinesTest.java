package dev.orderflow.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.job.RowCounts;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The lines that scripts parse. */
class ProgressLinesTest {

  private final StringWriter out = new StringWriter();
  private final ProgressLines lines = new ProgressLines("console", new PrintWriter(out));

  @Test
  void oneLineABatchAndOneAtTheEnd() {
    lines.batchFinished(6, new RowCounts(459, 4));
    lines.batchFinished(7, new RowCounts(105, 0));
    lines.summary();

    assertThat(out.toString().lines())
        .containsExactly(
            "progress job=console batch=6 rows=459 rows_total=455 connector_total=4",
            "progress job=console batch=7 rows=105 rows_total=560 connector_total=4",
            "summary job=console batches=2 rows=560 connector=4");
  }

  @Test
  void nothingReadIsSaidToo() {
    lines.summary();

    assertThat(out.toString().lines())
        .containsExactly("summary job=console batches=0 rows=0 connector=0");
  }
}
