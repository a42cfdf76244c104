package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.ExchangeSettings;
import dev.orderflow.simulator.exchange.ExchangeTruth;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.FrameSink;
import dev.orderflow.simulator.exchange.PublicChannel;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.Trade;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.candle.Candle;
import dev.orderflow.spark.market.candle.CandleOutput;
import dev.orderflow.spark.market.candle.CandleSeries;
import dev.orderflow.spark.market.candle.CandleSettings;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.OrderReader;
import dev.orderflow.spark.source.RejectedRecordException;
import dev.orderflow.spark.source.TradeReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A market's state does not grow with the time that the market is followed: it is as large as the
 * book and the windows of its figures.
 *
 * <p>The market runs at the rate of the simulator's btcusd, as fast as it can be made. {@code
 * -Dmarket.hours=24} follows it for a day; the state is written, measured and read again 24 times,
 * and a snapshot compared each time.
 */
class StateOverTimeTest {

  private static final double HOURS = Double.parseDouble(System.getProperty("market.hours", "0.4"));
  private static final int SAMPLES = 24;
  private static final long HOUR = 3_600_000_000L;
  private static final long START = 1_788_552_000_000_000L;

  /** What an order costs in the book and among those followed. */
  private static final long BYTES_AN_ORDER = 75;

  /** The windows of flow and alerts, which are full after half an hour. */
  private static final long BYTES_OF_WINDOWS = 100_000;

  /** Ids of trades, by which a repeated one is known. */
  private static final long BYTES_A_TRADE = 8;

  private static final long TRADES_KEPT = 20_000;

  /** Those that are not final, and the trades in them. */
  private static final long BYTES_OF_CANDLES = 200_000;

  private static final CandleSettings CANDLES =
      new CandleSettings(
          Stream.of("1s", "1m", "5m", "15m", "1h", "1d").map(Interval::parse).toList(),
          600_000_000,
          1_000_000,
          CandleSettings.Empty.NONE);

  private static final AnalysisSettings SETTINGS =
      new AnalysisSettings(
          Set.of(Output.values()),
          BookSettings.defaults(),
          new FlowSettings(
              List.of(Interval.parse("1s"), Interval.parse("1m")), 2_000_000, 600_000_000),
          OrderSettings.defaults(),
          AlertSettings.defaults());

  /**
   * The state at a moment.
   *
   * @param hour simulated hours since the start
   * @param events order events so far
   * @param trades trades so far
   * @param resting orders in the book
   * @param bytes of the whole state of the market job
   * @param candleBytes of the whole state of the candles job
   */
  private record Sample(
      double hour, long events, long trades, int resting, int bytes, int candleBytes) {}

  @Test
  void isAsLargeAsTheBookAndNotAsTheTime() throws IOException {
    Followed followed = new Followed();
    List<Sample> samples = new ArrayList<>();
    for (int i = 1; i <= SAMPLES; i++) {
      followed.runUntil(START + (long) (HOURS * HOUR * i / SAMPLES));
      samples.add(followed.sample());
    }

    samples.forEach(
        sample ->
            System.out.printf(
                "state after %.2f h, %,d order events and %,d trades: %,d resting orders,"
                    + " %,d bytes of market, %,d bytes of candles%n",
                sample.hour(),
                sample.events(),
                sample.trades(),
                sample.resting(),
                sample.bytes(),
                sample.candleBytes()));
    System.out.println("rows " + followed.rows);
    assertThat(followed.analysis.rebuild().isValid()).isTrue();
    assertThat(followed.analysis.counts().audits()).isEqualTo(SAMPLES - 1L);
    assertThat(followed.analysis.counts().unequalAudits()).isZero();
    assertThat(followed.analysis.counts().invalidations()).isZero();
    assertThat(followed.analysis.counts().unknown()).isZero();
    assertThat(followed.analysis.ordersLetGo()).isZero();
    for (Sample sample : samples) {
      long bound =
          BYTES_OF_WINDOWS
              + sample.resting() * BYTES_AN_ORDER
              + Math.min(sample.trades(), TRADES_KEPT) * BYTES_A_TRADE;
      assertThat((long) sample.bytes()).as("%s", sample).isLessThan(bound);
      assertThat((long) sample.candleBytes()).as("%s", sample).isLessThan(BYTES_OF_CANDLES);
    }
  }

  /** A market of the simulator, followed from its frames. */
  private static final class Followed implements FrameSink {
    private final Exchange venue =
        new Exchange(
            new ExchangeSettings(
                List.of(Market.named("btcusd").orElseThrow()),
                41,
                START,
                OptionalDouble.empty(),
                5_000,
                20_000,
                0));
    private static final CandleOutput NOWHERE =
        new CandleOutput() {
          @Override
          public void candle(Candle candle) {}

          @Override
          public void lateTrade(Trade trade) {}

          @Override
          public void completeness(CompletenessRow row) {}
        };

    private final OrderReader orders = new OrderReader();
    private final Map<String, Integer> rows = new TreeMap<>();
    private MarketAnalysis analysis = new MarketAnalysis("btcusd", SETTINGS);
    private final CandleSeries candles = new CandleSeries("btcusd", CANDLES);
    private long micros = START;
    private long events;
    private long trades;

    Followed() {
      snapshot();
    }

    void runUntil(long until) {
      while (micros < until) {
        venue.advance(Long.MAX_VALUE - 1, 1_000, this);
      }
    }

    Sample sample() throws IOException {
      byte[] state = StateTest.write(analysis);
      analysis = StateTest.read(state, SETTINGS, "btcusd");
      int resting = analysis.rebuild().book().restingOrders();
      snapshot();
      ByteArrayOutputStream ofCandles = new ByteArrayOutputStream();
      candles.write(new DataOutputStream(ofCandles));
      return new Sample(
          (double) (micros - START) / HOUR,
          events,
          trades,
          resting,
          state.length,
          ofCandles.size());
    }

    private void snapshot() {
      BookView book = new ExchangeTruth(venue).book("btcusd");
      accept(
          new SnapshotPart(
              Math.max(START, book.microtimestamp()), 1, 1, side(book.bids()), side(book.asks())));
    }

    private static List<SnapshotOrder> side(List<BookView.Entry> side) {
      return side.stream()
          .map(entry -> new SnapshotOrder(entry.id(), entry.price(), entry.amount()))
          .toList();
    }

    private void accept(MarketEvent event) {
      analysis.accept(event, row -> rows.merge(row.getClass().getSimpleName(), 1, Integer::sum));
    }

    @Override
    public boolean wanted(PublicChannel channel) {
      return channel.kind() == ChannelKind.LIVE_ORDERS || channel.kind() == ChannelKind.LIVE_TRADES;
    }

    @Override
    public void publish(Frame frame) {
      PublicChannel channel = frame.channel();
      String text = frame.json();
      try {
        if (channel.kind() == ChannelKind.LIVE_ORDERS) {
          int at = text.indexOf("\"event\":\"") + 9;
          FeedRecord record = record(text.substring(at, text.indexOf('"', at)), channel, "");
          var order = orders.read(record, frame.text()).orElseThrow();
          micros = Math.max(micros, order.micros());
          events++;
          accept(order);
        } else {
          trades++;
          Trade trade = TradeReader.read(record(FeedRecord.TRADE, channel, text));
          accept(new TradeEvent(trade));
          candles.trade(trade, NOWHERE);
        }
      } catch (RejectedRecordException unusable) {
        throw new AssertionError(unusable);
      }
    }

    private static FeedRecord record(String event, PublicChannel channel, String value) {
      return new FeedRecord("t", 0, 0, event, channel.name(), "stream", 1, 0, value);
    }
  }
}
