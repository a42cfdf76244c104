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
        Duration left = limit.minusNanos(System.nanoTime() - start);
        Optional<Answer> answer = ask(admin, left, stop);
        if (answer.isEmpty()) {
          return Optional.empty();
        }
        String trouble = trouble(answer.get());
        if (trouble.isEmpty()) {
          return Optional.of(answer.get().partitions());
        }
        left = limit.minusNanos(System.nanoTime() - start);
        if (left.isNegative() || left.isZero()) {
          throw new UsageException(
              trouble + "; waited " + limit.toSeconds() + " s (--topic-timeout)");
        }
        if (!trouble.equals(announced)) {
          log.println(trouble + "; waiting up to " + left.toSeconds() + " s (--topic-timeout)");
          announced = trouble;
        }
        if (stop.await(PAUSE.compareTo(left) < 0 ? PAUSE : left)) {
          return Optional.empty();
        }
      }
    } finally {
      // Without a limit it would wait for answers that nobody needs any more.
      admin.close(Duration.ZERO);
    }
  }

  /** What is wrong, empty where nothing is. */
  private String trouble(Answer answer) {
    if (!answer.reached()) {
      return "no Kafka broker answers at " + source.cluster() + " (--bootstrap-servers, --kafka)";
    }
    if (!answer.missing().isEmpty()) {
      return "topic "
          + String.join(",", answer.missing())
          + " (--topic) does not exist on "
          + source.cluster()
          + " (--bootstrap-servers)";
    }
    return "";
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

  private Optional<Answer> ask(Admin admin, Duration left, StopSignal stop)
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
      return Optional.empty();
    }
    Answer answer = new Answer(new HashMap<>(), new ArrayList<>(), new ArrayList<>());
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
      try {
        int partitions = topic.getValue().get(1, TimeUnit.MILLISECONDS).partitions().size();
        answer.partitions().put(topic.getKey(), partitions);
      } catch (ExecutionException failed) {
        sort(topic.getKey(), failed.getCause(), answer);
      } catch (TimeoutException silent) {
        answer.silent().add(topic.getKey());
      }
    }
    return Optional.of(answer);
  }

  private void sort(String topic, Throwable cause, Answer answer) {
    if (cause instanceof UnknownTopicOrPartitionException) {
      answer.missing().add(topic);
    } else if (cause instanceof RetriableException) {
      answer.silent().add(topic);
    } else {
      throw new UsageException(refusal(topic, cause), cause);
    }
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

  /**
   * What the brokers said in one attempt.
   *
   * @param partitions of the topics that exist
   * @param missing topics that do not exist
   * @param silent topics of which no broker said anything
   */
  private record Answer(
      Map<String, Integer> partitions, List<String> missing, List<String> silent) {

    boolean reached() {
      return silent.isEmpty();
    }
  }
}
