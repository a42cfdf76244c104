package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PollMetricsTest {

  private static final long STAMP = 1_700_000_000_000_000L;
  private static final Percentage PRECISION = Percentage.withPercentage(1.6);

  private final AtomicLong ticks = new AtomicLong();
  private final PollMetrics pollMetrics = new PollMetrics(ticks::get);

  @Test
  void measuresFromStampToReceiptAndFromReceiptToPoll() {
    pollMetrics.polled(List.of(event(STAMP, STAMP + 30_000, false)), STAMP + 230_000);
    letASliceEnd();

    assertThat(pollMetrics.exchangeToReceive().p50()).isCloseTo(30, PRECISION);
    assertThat(pollMetrics.receiveToPoll().p50()).isCloseTo(200, PRECISION);
  }

  @Test
  void doesNotMeasureWhatWasFetchedOrHasNoStamp() {
    pollMetrics.polled(
        List.of(
            event(STAMP, STAMP + 60_000_000, true),
            event(Message.Data.NONE, STAMP + 60_000_000, false)),
        STAMP + 60_010_000);
    letASliceEnd();

    assertThat(pollMetrics.exchangeToReceive().max()).isNaN();
    assertThat(pollMetrics.receiveToPoll().max()).isCloseTo(10, PRECISION);
  }

  @Test
  void countsWhatTheExchangeSentAndNothingElse() {
    pollMetrics.polled(
        List.of(
            event(STAMP, STAMP, false),
            event(STAMP, STAMP, true),
            new Output.Malformed(new FeedEvent.MalformedFrame(1, STAMP, "no JSON", "x", 1)),
            new Output.SessionChange(channel(), 1, STAMP, true, "subscribed", Position.START)),
        STAMP);

    assertThat(pollMetrics.frames()).isEqualTo(3);
  }

  private void letASliceEnd() {
    ticks.addAndGet(Duration.ofSeconds(5).toNanos());
    pollMetrics.polled(List.of(), STAMP);
  }

  private static Output.Event event(long stamp, long receivedAt, boolean repaired) {
    Message.Data data = new Message.Data(channel(), "order_created", stamp, "", "", 1);
    return new Output.Event(data, "{}", 1, receivedAt, repaired, Position.START);
  }

  private static Channel channel() {
    return Channel.parse("live_orders_btcusd").orElseThrow();
  }
}
