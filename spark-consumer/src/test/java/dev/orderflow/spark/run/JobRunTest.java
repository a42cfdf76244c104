package dev.orderflow.spark.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.job.ConsoleJob;
import dev.orderflow.spark.kafka.KafkaCluster;
import dev.orderflow.spark.kafka.KafkaSource;
import dev.orderflow.spark.kafka.TopicSelection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** How a run ends. */
class JobRunTest {

  private static final KafkaCluster CLUSTER = new KafkaCluster("localhost:1", Map.of());

  @Test
  void theQuerysOwnFailureIsToldWhereSparkDoesNotReportItsEnd() {
    StreamingQueryException failure =
        new StreamingQueryException(
            "",
            "a batch failed",
            new IllegalStateException("no space left"),
            "",
            "",
            "",
            scala.collection.immutable.Map.from(CollectionConverters.asScala(Map.of())),
            Option.empty());
    StreamingQuery failed = query(failure);

    assertThatThrownBy(() -> run().end(List.of(failed), Duration.ZERO))
        .isInstanceOf(JobFailedException.class)
        .hasMessage("the query failed: no space left");
  }

  @Test
  void anEndThatIsNotReportedIsADefect() {
    assertThatThrownBy(() -> run().end(List.of(query(null)), Duration.ZERO))
        .isInstanceOf(IllegalStateException.class);
  }

  private static JobRun run() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    KafkaSource source =
        new KafkaSource(CLUSTER, new TopicSelection.Named(List.of("t")), "earliest", 1, true);
    ConsoleJob job = new ConsoleJob(source, 1, true);
    return new JobRun(
        List.of(),
        new JobRun.UsedTopics(CLUSTER, Set.of(), Optional.empty()),
        Trigger.ProcessingTime(0),
        Map.of(),
        new ProgressLines(job, nowhere, Duration.ZERO, System::nanoTime),
        nowhere);
  }

  /** A query that has ended. */
  private static StreamingQuery query(StreamingQueryException failure) {
    return (StreamingQuery)
        Proxy.newProxyInstance(
            JobRunTest.class.getClassLoader(),
            new Class<?>[] {StreamingQuery.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("isActive")) {
                return false;
              }
              if (method.getName().equals("awaitTermination") && failure != null) {
                throw failure;
              }
              return null;
            });
  }
}
