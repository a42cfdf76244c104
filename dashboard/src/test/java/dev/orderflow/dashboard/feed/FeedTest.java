package dev.orderflow.dashboard.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderflow.dashboard.market.Markets;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.management.ObjectName;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** A feed that never reads leaves no client of Kafka's behind. */
class FeedTest {

  private final String client = "feed-" + UUID.randomUUID();

  @Test
  void closingItBeforeItReadsClosesItsClients() throws Exception {
    Feed feed = feed(Map.of("client.id", client));
    assertThat(clients()).isEqualTo(2);

    feed.close();
    await().until(() -> clients() == 0);
    feed.run();
  }

  @Test
  void settingsThatOneClientRefusesCloseTheOther() throws Exception {
    assertThatThrownBy(() -> feed(Map.of("client.id", client, "retries", "-1")))
        .isInstanceOf(KafkaException.class);

    await().until(() -> clients() == 0);
  }

  private static Feed feed(Map<String, String> settings) {
    return new Feed(
        new KafkaConnection("127.0.0.1:1", settings),
        Map.of(Role.SOURCE, "testTopic"),
        Duration.ofHours(1),
        new Markets(),
        Clock.systemUTC(),
        () -> {});
  }

  /** Clients announce themselves by a bean each, until they are closed. */
  private int clients() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("kafka.*:type=app-info,id=" + client), null)
        .size();
  }
}
