package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {

  @TempDir private Path directory;

  @Test
  void aBrokerKilledAndStartedAgainHasItsTopicsStill() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(directory)) {
      KafkaTopics.create(broker.bootstrapServers(), Map.of("kept", 3));
      broker.killAndStartAgain();
      assertThat(topics(broker, Map.of())).contains("kept");
      assertThat(broker.process().log().getFileName()).hasToString("broker-2.log");
      assertThat(broker.process().stop(Duration.ofMinutes(1))).isTrue();
    }
  }

  @Test
  void aFurtherListenerHasItsOwnSettings() throws Exception {
    KafkaBroker.Settings settings =
        KafkaBroker.Settings.in(ProcessFiles.in(directory, "broker"))
            .with(Map.of("auto.create.topics.enable", "false"))
            .withListener(
                "SECURED",
                "SASL_PLAINTEXT",
                Map.of(
                    "sasl.enabled.mechanisms",
                    "PLAIN",
                    "plain.sasl.jaas.config",
                    "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " user_spark=\"two words\";"));
    try (KafkaBroker broker = KafkaBroker.start(settings).awaitReady()) {
      KafkaTopics.create(broker.bootstrapServers(), Map.of("some", 1));
      Map<String, Object> client =
          Map.of(
              "bootstrap.servers",
              broker.bootstrapServers("SECURED"),
              "security.protocol",
              "SASL_PLAINTEXT",
              "sasl.mechanism",
              "PLAIN",
              "sasl.jaas.config",
              "org.apache.kafka.common.security.plain.PlainLoginModule required"
                  + " username=\"spark\" password=\"two words\";");
      assertThat(topics(broker, client)).contains("some");
    }
  }

  @Test
  void whyABrokerDoesNotStartIsTold() throws Exception {
    KafkaBroker.Settings settings =
        KafkaBroker.Settings.in(ProcessFiles.in(directory, "broker"))
            .with(Map.of("num.partitions", "none"));
    try (KafkaBroker broker = KafkaBroker.start(settings)) {
      assertThatThrownBy(broker::awaitReady)
          .isInstanceOf(ProcessFailure.class)
          .hasMessageContaining("num.partitions");
    }
  }

  private static Set<String> topics(KafkaBroker broker, Map<String, Object> more) throws Exception {
    Map<String, Object> client =
        more.isEmpty() ? Map.of("bootstrap.servers", broker.bootstrapServers()) : more;
    try (Admin admin = Admin.create(client)) {
      return admin.listTopics().names().get(60, TimeUnit.SECONDS);
    }
  }
}
