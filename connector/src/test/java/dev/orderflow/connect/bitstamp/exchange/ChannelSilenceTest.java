package dev.orderflow.connect.bitstamp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelSilenceTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  private static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");
  private static final List<Channel> ALL =
      Stream.of(ChannelKind.values()).map(kind -> new Channel(kind, "btcusd")).toList();

  private final ChannelSilence data = new ChannelSilence(ALL, 0);

  @ParameterizedTest
  @EnumSource
  void aChannelThatFallsSilentWhileTheOthersGoOnIsOverdue(ChannelKind silent) {
    Channel channel = new Channel(silent, "btcusd");
    boolean shows = silent != ChannelKind.LIVE_TRADES;
    for (int second = 1; second <= 65; second++) {
      deliverAllBut(channel, second * SECOND);
      assertThat(data.overdue(second * SECOND, LIMIT)).as("after %d s", second).isEmpty();
    }
    deliverAllBut(channel, 67 * SECOND);

    // Trades may be rare however much the orders move; they are compared with the exchange's list.
    assertThat(data.overdue(67 * SECOND, LIMIT).filter(channel::equals).isPresent())
        .isEqualTo(shows);
  }

  @Test
  void aMarketWhereNothingHappensIsNotOverdue() {
    deliverAllBut(new Channel(ChannelKind.LIVE_ORDERS, "ethusd"), SECOND);

    for (int minute = 1; minute < 600; minute++) {
      assertThat(data.overdue(minute * 60 * SECOND, LIMIT)).isEmpty();
    }
  }

  /** After ten quiet minutes the trade comes a second before its order events. */
  @Test
  void aChannelThatIsALittleLaterIsNotOverdue() {
    data.delivered(TRADES, 600 * SECOND);
    assertThat(data.overdue(600 * SECOND, LIMIT)).isEmpty();
    deliverAllBut(TRADES, 601 * SECOND);

    for (int second = 601; second < 1_000; second++) {
      assertThat(data.overdue(second * SECOND, LIMIT)).isEmpty();
    }
  }

  @Test
  void anotherMarketShowsNothing() {
    Channel other = new Channel(ChannelKind.LIVE_TRADES, "ethusd");
    ChannelSilence two = new ChannelSilence(List.of(ORDERS, other), 0);
    for (int second = 1; second < 200; second++) {
      two.delivered(other, second * SECOND);
      assertThat(two.overdue(second * SECOND, LIMIT)).isEmpty();
    }
  }

  private void deliverAllBut(Channel silent, long now) {
    ALL.stream().filter(channel -> !channel.equals(silent)).forEach(c -> data.delivered(c, now));
  }
}
