package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.Interval;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.Interruption;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.alert.AlertSettings;
import dev.orderflow.spark.market.analysis.AnalysisSettings.Output;
import dev.orderflow.spark.market.book.BookRow;
import dev.orderflow.spark.market.book.BookRow.Trigger;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.flow.FlowRow;
import dev.orderflow.spark.market.flow.FlowSettings;
import dev.orderflow.spark.market.order.OrderSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Order flow of which any part is refused, late, repeated, missing or cut off: every row that says
 * complete or valid equals what all of the input says, every other names its reason, and a row is
 * complete whenever the rules allow it.
 */
class RowsSayWhatIsKnownTest {

  private static final long SECOND = 1_000_000;
  private static final long SNAPSHOT_EVERY = 15 * SECOND;
  private static final List<Interval> INTERVALS =
      Stream.of("1s", "10s").map(Interval::parse).toList();
  private static final AnalysisSettings SETTINGS =
      new AnalysisSettings(
          Set.of(Output.FLOW, Output.BOOK),
          BookSettings.defaults().withTouchRows(true),
          new FlowSettings(INTERVALS, 2 * SECOND, 600 * SECOND),
          OrderSettings.defaults(),
          AlertSettings.defaults());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whatSaysSoIsTheTruthAndWhatDoesNotSaysWhy(long seed) {
    SimulatedMarket market = SimulatedMarket.run("btcusd", seed, 300, 8_000);
    Rows truth = new Rows();
    withSnapshots(market, market.events()).forEach(event -> truth.accept(event));
    truth.analysis.endOfBatch(truth::take);
    Faults faults = new Faults(market, seed);
    Rows rows = new Rows();
    faults.feed.forEach(event -> rows.accept(event));
    rows.analysis.endOfBatch(rows::take);

    int complete = 0;
    int bookComplete = 0;
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    for (FlowRow row : rows.newest()) {
      long end = row.start() + row.interval().micros();
      FlowRow whole = truth.flow(row);
      assertThat(row.reason()).as("%s", row).isEqualTo(faults.reason(row.start(), end));
      row.reason().ifPresent(reasons::add);
      if (row.isComplete()) {
        complete++;
        assertThat(counts(row)).isEqualTo(counts(whole));
      }
      if (row.isBookComplete()) {
        bookComplete++;
        assertThat(row.imbalance()).as("%s", row).isEqualByComparingTo(whole.imbalance());
        assertThat(row.volatility()).as("%s", row).isEqualTo(whole.volatility());
      } else if (faults.allowsBook(row.start(), end)) {
        assertThat(row.bookReason()).as("%s", row).isEmpty();
      }
    }
    assertThat(complete).isGreaterThan(5);
    assertThat(bookComplete).isGreaterThan(5);
    assertThat(reasons).contains(Reason.NOT_PAST_END, Reason.NOT_CONTINUED).hasSizeGreaterThan(3);
    for (BookRow row : rows.book) {
      Optional<BookRow> whole = truth.book(row);
      // The first touch of a book that became valid is a change only there.
      if (row.isValid() && (row.trigger() == Trigger.SECOND || whole.isPresent())) {
        assertThat(row.figures())
            .as("at %d", row.micros())
            .isEqualTo(whole.orElseThrow().figures());
      }
      assertThat(row.isValid() || row.reason().isPresent()).isTrue();
    }
    assertThat(rows.book).anyMatch(BookRow::isValid).anyMatch(row -> !row.isValid());
  }

  /** Restarted anywhere, with batches that end anywhere, and with what was written twice. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void whereItIsCutMakesNoDifferenceToWhatIsOver(long seed) throws IOException {
    Faults faults = new Faults(SimulatedMarket.run("btcusd", seed, 300, 5_000), seed);
    Rows whole = new Rows();
    faults.feed.forEach(event -> whole.accept(event));

    SplittableRandom random = new SplittableRandom(seed);
    Rows cut = new Rows();
    int cuts = 0;
    for (MarketEvent event : faults.feed) {
      cut.accept(event);
      if (random.nextInt(50) == 0) {
        cuts++;
        cut.analysis.endOfBatch(cut::take);
        cut.analysis = StateTest.read(StateTest.write(cut.analysis), SETTINGS, "btcusd");
      }
    }
    assertThat(cuts).isGreaterThan(50);
    assertThat(over(cut)).isEqualTo(over(whole));
    assertThat(cut.all.size()).isGreaterThan(whole.all.size());
  }

  /** An audit that differs tells that intervals were wrong since the last one that did not. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void whatTheBookSaidBeforeASilentLossWasFoundIsTakenBack(long seed) {
    SimulatedMarket market = SimulatedMarket.run("btcusd", seed, 300, 8_000);
    Rows truth = new Rows();
    withSnapshots(market, market.events()).forEach(event -> truth.accept(event));
    List<MarketEvent> feed = market.events();
    feed.remove(SimulatedMarket.lose(feed, 3_000, 10).orElseThrow());
    Rows rows = new Rows();
    withSnapshots(market, feed).forEach(event -> rows.accept(event));

    assertThat(rows.newest()).anyMatch(row -> row.bookReason().equals(Optional.of(Reason.AUDIT)));
    assertThat(rows.newest())
        .filteredOn(FlowRow::isBookComplete)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            row -> assertThat(row.imbalance()).isEqualByComparingTo(truth.flow(row).imbalance()));
  }

  private static List<String> over(Rows rows) {
    return rows.all.stream()
        .filter(
            row ->
                !(row instanceof FlowRow flow
                    && flow.reason().equals(Optional.of(Reason.NOT_PAST_END))))
        .map(MarketRow::toJson)
        .toList();
  }

  private static List<Object> counts(FlowRow row) {
    return List.of(
        row.bids().toString(),
        row.asks().toString(),
        row.messages(),
        row.trades(),
        row.bought().stripTrailingZeros(),
        row.sold().stripTrailingZeros());
  }

  private static List<MarketEvent> withSnapshots(SimulatedMarket market, List<MarketEvent> feed) {
    long end = BookAgainstTruthTest.lastMicros(feed);
    for (long at = SimulatedMarket.START; at < end; at += SNAPSHOT_EVERY) {
      SimulatedMarket.place(feed, market.snapshot(at, 2), 0);
    }
    return feed;
  }

  /** What an analysis said. */
  private static final class Rows {
    private final List<MarketRow> all = new ArrayList<>();
    private final List<BookRow> book = new ArrayList<>();
    private final Map<String, FlowRow> flow = new TreeMap<>();
    private final Map<String, BookRow> bookByTime = new TreeMap<>();
    private MarketAnalysis analysis = new MarketAnalysis("btcusd", SETTINGS);

    void accept(MarketEvent event) {
      analysis.accept(event, this::take);
    }

    void take(MarketRow row) {
      all.add(row);
      if (row instanceof FlowRow each) {
        flow.put(each.interval() + "|" + each.start(), each);
      } else if (row instanceof BookRow each) {
        book.add(each);
        bookByTime.put(each.trigger() + "|" + each.micros(), each);
      }
    }

    List<FlowRow> newest() {
      return List.copyOf(flow.values());
    }

    FlowRow flow(FlowRow same) {
      return flow.get(same.interval() + "|" + same.start());
    }

    Optional<BookRow> book(BookRow same) {
      return Optional.ofNullable(bookByTime.get(same.trigger() + "|" + same.micros()));
    }
  }

  /** A market's events with what went wrong, and what the rules say of each interval. */
  private static final class Faults {

    private final List<MarketEvent> feed = new ArrayList<>();
    private final Map<Feed, Channel> channels = new EnumMap<>(Feed.class);
    private final List<Long> orderFaults = new ArrayList<>();

    /** Why something is missing that has not been told yet. */
    private final Map<Feed, Reason> breaks = new EnumMap<>(Feed.class);

    private final SplittableRandom random;

    /** One channel as it is read. */
    private static final class Channel {
      private final List<Hole> holes = new ArrayList<>();
      private long readUntil = Long.MIN_VALUE;
      private long unknownSince = Long.MIN_VALUE;
      private long toldAt = Long.MIN_VALUE;
      private Optional<Reason> unknown = Optional.of(Reason.NOT_CONTINUED);

      /** What was delivered behind newer ones does not tell that those behind it are known. */
      void read(long micros) {
        if (unknown.isPresent() && micros <= unknownSince) {
          return;
        }
        unknown.ifPresent(
            reason -> holes.add(new Hole(unknownSince, Math.max(micros, toldAt), reason)));
        unknown = Optional.empty();
        toldAt = Long.MIN_VALUE;
        readUntil = Math.max(readUntil, micros);
      }

      void interrupt(Reason reason, long told) {
        toldAt = Math.max(toldAt, told);
        if (unknown.isEmpty()) {
          unknownSince = readUntil;
          unknown = Optional.of(reason);
        } else if (unknownSince != Long.MIN_VALUE && reason.compareTo(unknown.get()) < 0) {
          unknown = Optional.of(reason);
        }
      }

      Optional<Reason> reason(long start, long end) {
        return end > readUntil
            ? Optional.of(Reason.NOT_PAST_END)
            : holes.stream()
                .filter(hole -> hole.from() < end && hole.to() >= start)
                .map(Hole::reason)
                .min(Comparator.naturalOrder());
      }
    }

    private record Hole(long from, long to, Reason reason) {}

    Faults(SimulatedMarket market, long seed) {
      random = new SplittableRandom(seed);
      channels.put(Feed.ORDERS, new Channel());
      channels.put(Feed.TRADES, new Channel());
      List<MarketEvent> events = withSnapshots(market, market.events());
      int cut = events.size() - random.nextInt(events.size() / 4);
      Map<Feed, Integer> losing = new EnumMap<>(Feed.class);
      List<MarketEvent> late = new ArrayList<>();
      for (MarketEvent event : events.subList(0, cut)) {
        if (event instanceof OrderEvent order) {
          write(Feed.ORDERS, event, order.micros(), order.eventId(), 900, losing);
        } else if (event instanceof TradeEvent trade && random.nextInt(20) == 0) {
          late.add(trade);
        } else if (event instanceof TradeEvent trade) {
          write(Feed.TRADES, event, trade.trade().micros(), "", 25, losing);
        } else {
          feed.add(event);
        }
        if (!late.isEmpty() && breaks.isEmpty() && random.nextInt(100) == 0) {
          late.forEach(this::tellTrade);
          late.clear();
        }
      }
      breaks.clear();
      late.forEach(this::tellTrade);
    }

    private void tellTrade(MarketEvent event) {
      tell(Feed.TRADES, event, ((TradeEvent) event).trade().micros());
    }

    /** One of so many events goes wrong, and some of those behind it with it. */
    private void write(
        Feed channel,
        MarketEvent event,
        long micros,
        String id,
        int oneOf,
        Map<Feed, Integer> losing) {
      int left = losing.getOrDefault(channel, 0);
      if (left > 0) {
        losing.put(channel, left - 1);
        orderFault(channel, micros);
        if (left == 1) {
          tellBreak(channel, micros);
        }
        return;
      }
      if (random.nextInt(oneOf) != 0) {
        tell(channel, event, micros);
        if (random.nextInt(50) == 0) {
          feed.add(event);
        }
        return;
      }
      orderFault(channel, micros);
      switch (random.nextInt(4)) {
        case 0 -> {
          feed.add(new Gap(channel, micros, micros, id, id, false, Reason.REFUSED));
          channels.get(channel).holes.add(new Hole(micros, micros, Reason.REFUSED));
        }
        case 1 -> interrupt(channel, Reason.REFUSED, 0, micros, losing);
        case 2 -> interrupt(channel, Reason.LOST, random.nextInt(4), micros, losing);
        default -> interrupt(channel, Reason.NOT_CONTINUED, random.nextInt(4), micros, losing);
      }
    }

    private void orderFault(Feed channel, long micros) {
      if (channel == Feed.ORDERS) {
        orderFaults.add(micros);
      }
    }

    private void interrupt(
        Feed channel, Reason reason, int alsoLost, long micros, Map<Feed, Integer> losing) {
      breaks.put(channel, reason);
      losing.put(channel, alsoLost);
      if (alsoLost == 0) {
        tellBreak(channel, micros);
      }
    }

    /** Told by a record that was received after all that is missing. */
    private void tellBreak(Feed channel, long micros) {
      Reason reason = breaks.remove(channel);
      feed.add(new Interruption(channel, reason, micros));
      channels.get(channel).interrupt(reason, micros);
    }

    private void tell(Feed channel, MarketEvent event, long micros) {
      feed.add(event);
      channels.get(channel).read(micros);
    }

    /** Why an interval's counts are not complete, by the rules. */
    Optional<Reason> reason(long start, long end) {
      return channels.values().stream()
          .flatMap(channel -> channel.reason(start, end).stream())
          .min(Comparator.naturalOrder());
    }

    /** Whether nothing went wrong with orders since before the last snapshot but one. */
    boolean allowsBook(long start, long end) {
      return channels.get(Feed.ORDERS).readUntil >= end
          && start >= SimulatedMarket.START + SNAPSHOT_EVERY
          && orderFaults.stream()
              .noneMatch(at -> at >= start - 2 * SNAPSHOT_EVERY - SECOND && at < end);
    }
  }
}
