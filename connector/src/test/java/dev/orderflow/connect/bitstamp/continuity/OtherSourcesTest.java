package dev.orderflow.connect.bitstamp.continuity;

import static dev.orderflow.connect.bitstamp.continuity.ScriptedExchange.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OtherSourcesTest {

  private final OtherSources others = new OtherSources();

  @Test
  void aBookEventFollowsTheBookEventBeforeThoseOfOtherSources() {
    others.add(event("b", "a"));
    others.add(event("c", "b"));

    assertThat(others.inBook("c")).isEqualTo("a");
    assertThat(others.inBook("a")).isEqualTo("a");
  }

  @Test
  void eventsThatNameEachOtherAreGivenUp() {
    others.add(event("a", "b"));
    others.add(event("b", "a"));
    others.add(event("self", "self"));

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertThat(others.inBook("a")).isIn("a", "b");
          assertThat(others.inBook("self")).isEqualTo("self");
        });
  }

  private static Message.Data event(String id, String previous) {
    return new Message.Data(ORDERS, "order_created", 1, id, previous, 1, "stop", Optional.empty());
  }
}
