package dev.orderflow.spark.run;

import dev.orderflow.spark.kafka.KafkaSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes sure, before Spark starts, that the brokers answer and the topics exist.
 *
 * <p>Spark itself would fail with a stack trace: at once for a missing topic, after minutes for a
 * broker that does not answer. Describing a topic never creates it.
 */
public final class TopicCheck {

  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final KafkaSource source;
  private final Duration limit;
  private final PrintWriter log;

  /**
   * A check of one source.
   *
   * @param source what will be read
   * @param limit how long to wait for brokers and topics
   * @param log where the wait is announced
   */
  public TopicCheck(KafkaSource source, Duration limit, PrintWriter log) {
    this.source = source;
    this.limit = limit;
    this.log = log;
  }

  /**
   * Waits until every topic exists.
   *
   * @param stop ends the wait
   * @return partitions of each topic, empty where the wait was stopped
   * @throws UsageException naming the option to change, where it cannot succeed or the limit passed
   */
  public Optional<Map<String, Integer>> await(StopSignal stop) throws InterruptedException {
    long start = System.nanoTime();
    String announced = "";
    Admin admin = connect();
    try {
      while (true) {
        Map<String, Integer> partitions = new HashMap<>();
        String trouble = ask(admin, limit.minusNanos(System.nanoTime() - start), stop, partitions);
        if (stop.isRequested()) {
          return Optional.empty();
        }
        if (trouble.isEmpty()) {
          return Optional.of(partitions);
        }
        Duration left = limit.minusNanos(System.nanoTime() - start);
        if (left.isNegative() || left.isZero()) {
          throw new UsageException(
              trouble + "; waited " + limit.toSeconds() + " s (--topic-timeout)");
        }
        if (!trouble.equals(announced)) {
          log.println(trouble + "; waiting up to " + left.toSeconds() + " s (--topic-timeout)");
          announced = trouble;
        }
        stop.await(PAUSE.compareTo(left) < 0 ? PAUSE : left);
      }
    } finally {
      // Without a limit it would wait for answers that nobody needs any more.
      admin.close(Duration.ZERO);
    }
  }

  private Admin connect() {
    try {
      return Admin.create(source.cluster().settings(AdminClientConfig.configNames()));
    } catch (KafkaException refused) {
      throw new UsageException(
          "cannot set up a Kafka client for "
              + source.cluster()
              + " (--bootstrap-servers, --kafka): "
              + RootCause.of(refused),
          refused);
    }
  }

  /**
   * Asks once.
   *
   * @param left how long there is still to wait
   * @param stop ends the wait; then the answer is of no use
   * @param partitions receives the number of partitions of each topic that exists
   * @return what is wrong, empty where nothing is
   */
  private String ask(Admin admin, Duration left, StopSignal stop, Map<String, Integer> partitions)
      throws InterruptedException {
    Duration patience = left.compareTo(ATTEMPT) < 0 ? left : ATTEMPT;
    if (patience.compareTo(SHORTEST) < 0) {
      patience = SHORTEST;
    }
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(
                source.topics(),
                new DescribeTopicsOptions().timeoutMs(Math.toIntExact(patience.toMillis())))
            .topicNameValues();
    CompletableFuture<?> all =
        KafkaFuture.allOf(described.values().toArray(KafkaFuture<?>[]::new))
            .toCompletionStage()
            .toCompletableFuture();
    try {
      CompletableFuture.anyOf(all, stop.requested()).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException seenBelow) {
      // Each topic's own future says what happened to it.
    }
    if (stop.isRequested()) {
      return "";
    }
    List<String> missing = new ArrayList<>();
    boolean silent = false;
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
      try {
        partitions.put(
            topic.getKey(), topic.getValue().get(1, TimeUnit.MILLISECONDS).partitions().size());
      } catch (ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof UnknownTopicOrPartitionException) {
          missing.add(topic.getKey());
        } else if (cause instanceof RetriableException) {
          silent = true;
        } else {
          throw new UsageException(refusal(topic.getKey(), cause), cause);
        }
      } catch (TimeoutException noAnswer) {
        silent = true;
      }
    }
    if (silent) {
      return "no Kafka broker answers at " + source.cluster() + " (--bootstrap-servers, --kafka)";
    }
    return missing.isEmpty()
        ? ""
        : "topic "
            + String.join(",", missing)
            + " (--topic) does not exist on "
            + source.cluster()
            + " (--bootstrap-servers)";
  }

  private String refusal(String topic, Throwable cause) {
    String servers = source.cluster().bootstrapServers();
    if (cause instanceof InvalidTopicException) {
      return "'" + topic + "' (--topic) is not a topic name: " + RootCause.of(cause);
    }
    if (cause instanceof AuthenticationException) {
      return servers + " refuses the credentials (--kafka): " + RootCause.of(cause);
    }
    if (cause instanceof AuthorizationException) {
      return servers + " does not allow reading '" + topic + "' (--topic): " + RootCause.of(cause);
    }
    return "cannot read topic '" + topic + "' (--topic) on " + servers + ": " + RootCause.of(cause);
  }
}
