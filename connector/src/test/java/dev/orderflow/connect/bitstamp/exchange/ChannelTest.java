package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {

  @ParameterizedTest
  @EnumSource
  void readsBackItsOwnName(ChannelKind kind) {
    for (String market : new String[] {"btcusd", "btcusd-perp", "1inchusd"}) {
      Channel channel = new Channel(kind, market);
      assertThat(Channel.parse(channel.name())).contains(channel);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "live_orders", "live_orders_", "live_orders_BTCUSD", "ticker_btcusd"})
  void refusesWhatIsNoChannel(String name) {
    assertThat(Channel.parse(name)).isEmpty();
  }

  @Test
  void refusesAMarketInUpperCase() {
    assertThatThrownBy(() -> new Channel(ChannelKind.LIVE_ORDERS, "BTCUSD"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BTCUSD");
  }
}
