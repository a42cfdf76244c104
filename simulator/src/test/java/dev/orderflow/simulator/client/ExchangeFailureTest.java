package dev.orderflow.simulator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.FrameSink;
import dev.orderflow.simulator.exchange.FrameSource;
import dev.orderflow.simulator.exchange.PublicChannel;
import dev.orderflow.simulator.server.ExchangeServer;
import dev.orderflow.simulator.server.ServerSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An exchange whose market fails must not look like one that is quiet. */
class ExchangeFailureTest {
  private static final String ORDERS = "live_orders_btcusd";

  @Test
  void closesItsConnectionsAndIsNotResumed() throws IOException {
    ServerSettings settings =
        new ServerSettings("127.0.0.1", 0, 0, 1, 1 << 20, 1_000, 1_000, false);
    try (ExchangeServer server = new ExchangeServer(new BrokenSource(), settings) {};
        ReferenceClient client = new ReferenceClient("ws://127.0.0.1:" + server.port())) {
      client.subscribe(ORDERS);
      await().until(() -> !client.end().isEmpty());

      assertThat(server.halt().halted()).isTrue();
      assertThatThrownBy(server::resume).hasMessageContaining("the exchange has failed");
    }
  }

  /** Fails at the first event, once somebody has subscribed. */
  private static final class BrokenSource implements FrameSource {
    @Override
    public List<PublicChannel> channels() {
      return List.of(new PublicChannel(ChannelKind.LIVE_ORDERS, ORDERS));
    }

    @Override
    public long nextDue() {
      return 0;
    }

    @Override
    public int advance(long now, int budget, FrameSink sink) {
      throw new IllegalStateException("broken on purpose");
    }

    @Override
    public int awaitedSubscriptions() {
      return 1;
    }
  }
}
