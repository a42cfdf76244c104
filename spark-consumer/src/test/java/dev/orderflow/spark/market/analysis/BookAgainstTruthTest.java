package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.book.Audit;
import dev.orderflow.spark.market.book.BookFrameCheck.Comparison;
import dev.orderflow.spark.market.book.BookListener;
import dev.orderflow.spark.market.book.BookRebuild;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.book.OrderBook;
import dev.orderflow.spark.market.book.OrderBook.Resting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whenever a rebuilt book says that it is valid, it is the exchange's own, order for order, and it
 * says so as soon as it can.
 *
 * <p>{@code -Dbook.events=1000000} makes the three markets longer; one of 80 events is compared.
 */
class BookAgainstTruthTest {

  private static final int EVENTS = Integer.getInteger("book.events", 160_000);

  @ParameterizedTest
  @CsvSource({"btcusd,1,8000,0.6", "xrpusd,2,1000,0.2", "ethbtc,3,500,0.2"})
  void throughGapsRestartsAndSnapshotRaces(String symbol, long seed, int orders, double share)
      throws IOException {
    int events = (int) (EVENTS * share);
    SimulatedMarket market = SimulatedMarket.run(symbol, seed, orders, events);
    SplittableRandom random = new SplittableRandom(seed);
    List<MarketEvent> feed = market.events();
    long end = lastMicros(feed);
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < Math.max(15, events / 10_000); i++) {
      SimulatedMarket.lose(feed, random.nextInt(feed.size() - 2_000), 1 + random.nextInt(200))
          .ifPresent(gaps::add);
    }
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 3), 0);
    int inside = 0;
    for (Gap gap : gaps) {
      // One that was asked for before the gap was over, and came behind it.
      long within = gap.toMicros() - gap.fromMicros();
      if (within > 2_000 && random.nextBoolean()) {
        long at = gap.fromMicros() + random.nextLong(within - 1_000);
        feed.addAll(feed.indexOf(gap) + 1, market.snapshot(at, 1));
        inside++;
      }
      // The connector asks for a book after a gap; when it gets one is a matter of luck.
      long at = gap.toMicros() + 999 + random.nextLong(300_000);
      if (at < end) {
        SimulatedMarket.place(feed, market.snapshot(at, 1 + random.nextInt(4)), random.nextInt(3));
      }
    }
    for (int i = 0; i < 10; i++) {
      long at = SimulatedMarket.START + random.nextLong(end - SimulatedMarket.START);
      SimulatedMarket.place(feed, market.snapshot(at, 2), 0);
    }

    Comparer comparer = new Comparer(market, random, 1.0 / 40);
    Validity expected = new Validity();
    BookRebuild rebuild = new BookRebuild(BookSettings.defaults());
    int restarts = 0;
    for (MarketEvent event : feed) {
      if (random.nextInt(events / 100) == 0) {
        rebuild = restarted(rebuild);
        restarts++;
      }
      feed(rebuild, event, comparer);
      assertThat(rebuild.isValid()).as("after %s", event).isEqualTo(expected.after(event));
    }

    System.out.printf(
        "book: %s, %d order events, %d gaps, %d snapshots from inside a gap, %d restarts: %d books"
            + " equal order for order, %d audits equal%n",
        symbol, events, gaps.size(), inside, restarts, comparer.compared, comparer.audits.size());
    assertThat(comparer.differences).isEmpty();
    assertThat(comparer.compared).isGreaterThan(events / 160);
    assertThat(comparer.audits).isNotEmpty().allMatch(audit -> !audit.reseeded());
    assertThat(comparer.reasons).isNotEmpty().containsOnly(Reason.GAP);
    assertThat(rebuild.counts().unknown()).isZero();
    assertThat(rebuild.counts().seeds()).isGreaterThan(5);
    assertThat(rebuild.counts().skippedSnapshots()).isGreaterThanOrEqualTo(inside);
    assertThat(restarts).isGreaterThan(20);
  }

  private static BookRebuild restarted(BookRebuild before) throws IOException {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    before.write(new DataOutputStream(state));
    BookRebuild after = new BookRebuild(BookSettings.defaults());
    after.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
    return after;
  }

  /** When a book is to be valid: from a gap to the first usable snapshot it is not. */
  private static final class Validity {
    private long last = -1;
    private long gapEnd = -1;
    private long seed = -1;
    private boolean valid;

    boolean after(MarketEvent event) {
      if (event instanceof Gap gap) {
        gapEnd = gap.toMicros() / 1_000;
        seed = -1;
        valid = false;
      } else if (event instanceof SnapshotPart part && part.part() == part.parts()) {
        long millis = part.micros() / 1_000;
        if (seed < 0 && millis >= last && millis >= gapEnd) {
          seed = millis;
        }
      } else if (event instanceof OrderEvent order) {
        last = order.micros() / 1_000;
        valid |= seed >= 0 && last > seed;
      }
      return valid;
    }
  }

  @Test
  void findsAndRepairsWhatWasSilentlyLost() {
    Comparer comparer = withUndeclaredLoss(Long.MAX_VALUE / 2);

    assertThat(comparer.audits).hasSize(1);
    Audit audit = comparer.audits.get(0);
    assertThat(audit.reseeded()).isTrue();
    assertThat(audit.orphans() + audit.phantoms()).isPositive();
    assertThat(comparer.reasons).containsExactly(Reason.AUDIT);
    assertThat(comparer.differences)
        .as("only before the audit")
        .isNotEmpty()
        .allMatch(difference -> difference.micros() <= audit.micros());
  }

  @Test
  void doesNotVouchForABookThatStaysCrossed() {
    Comparer comparer = withUndeclaredLoss(1_000_000);

    assertThat(comparer.reasons).isNotEmpty().containsOnly(Reason.CROSSED);
    assertThat(comparer.audits)
        .singleElement()
        .satisfies(audit -> assertThat(audit.reseeded()).isTrue());
  }

  /** What an audit is for: events that are missing although nobody said so. */
  private static Comparer withUndeclaredLoss(long maxCrossedMicros) {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 5, 1_000, 20_000);
    List<MarketEvent> feed = market.events();
    long end = lastMicros(feed);
    feed.remove(SimulatedMarket.lose(feed, 5_000, 40).orElseThrow());
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);
    SimulatedMarket.place(feed, market.snapshot((SimulatedMarket.START + end) / 2, 1), 0);
    Comparer comparer = new Comparer(market, new SplittableRandom(1), 0.02);
    BookSettings settings =
        new BookSettings(100_000, 0.9999, maxCrossedMicros, 10, List.of(), 10, false, 10);
    BookRebuild rebuild = new BookRebuild(settings);
    feed.forEach(event -> feed(rebuild, event, comparer));
    assertThat(rebuild.isValid()).isTrue();
    return comparer;
  }

  @Test
  void refusesABookThatIsLargerThanItsBound() {
    SimulatedMarket market = SimulatedMarket.run("btcusd", 6, 600, 3_000);
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);
    BookSettings small = new BookSettings(500, 1, 1_000_000, 1, List.of(), 10, false, 10);
    Comparer comparer = new Comparer(market, new SplittableRandom(1), 0);
    BookRebuild rebuild = new BookRebuild(small);
    feed.forEach(event -> feed(rebuild, event, comparer));
    assertThat(rebuild.isValid()).isFalse();
    assertThat(rebuild.reason()).isEqualTo(Reason.TOO_MANY_ORDERS);
    assertThat(rebuild.book().size()).isZero();
  }

  static void feed(BookRebuild rebuild, MarketEvent event, BookListener listener) {
    if (event instanceof OrderEvent order) {
      rebuild.applyOrder(order, listener);
    } else if (event instanceof SnapshotPart part) {
      rebuild.applySnapshot(part, listener);
    } else if (event instanceof Gap gap) {
      rebuild.applyGap(gap, listener);
    } else if (event instanceof MarketEvent.Levels levels) {
      rebuild.checkFrame(levels, listener);
    }
  }

  static long lastMicros(List<MarketEvent> feed) {
    return feed.stream()
        .filter(OrderEvent.class::isInstance)
        .mapToLong(event -> ((OrderEvent) event).micros())
        .max()
        .orElseThrow();
  }

  private record Difference(long micros, String what) {}

  private static final class Comparer implements BookListener {
    private final SimulatedMarket market;
    private final SplittableRandom random;
    private final double share;
    private final List<Difference> differences = new ArrayList<>();
    private final List<Audit> audits = new ArrayList<>();
    private final List<Reason> reasons = new ArrayList<>();
    private int compared;

    Comparer(SimulatedMarket market, SplittableRandom random, double share) {
      this.market = market;
      this.random = random;
      this.share = share;
    }

    @Override
    public void onMillisecondComplete(OrderBook book, long micros, long next) {
      if (random.nextDouble() < share) {
        compared++;
        difference(book, market.bookAfter(micros))
            .ifPresent(what -> differences.add(new Difference(micros, what)));
      }
    }

    @Override
    public void onSnapshotLoaded(OrderBook book, long micros) {
      // Compared like any other.
    }

    @Override
    public void onInvalidated(Reason reason, long micros) {
      reasons.add(reason);
    }

    @Override
    public void onAudited(Audit audit) {
      audits.add(audit);
    }

    @Override
    public void onFrameCompared(Comparison comparison) {
      throw new AssertionError("no book frames were fed");
    }
  }

  static Optional<String> difference(OrderBook book, BookView truth) {
    int count = truth.bids().size() + truth.asks().size();
    if (book.restingOrders() != count) {
      return Optional.of(book.restingOrders() + " orders for " + count);
    }
    Optional<String> bids = difference(book, truth.bids(), Side.BUY);
    return bids.isPresent() ? bids : difference(book, truth.asks(), Side.SELL);
  }

  private static Optional<String> difference(
      OrderBook book, List<BookView.Entry> entries, Side side) {
    for (BookView.Entry entry : entries) {
      Optional<Resting> found = book.order(entry.id());
      if (found.isEmpty()
          || found.get().side() != side
          || found.get().price().compareTo(entry.price()) != 0
          || found.get().amount().compareTo(entry.amount()) != 0) {
        return Optional.of(found + " for " + entry);
      }
      if (book.amountAt(side, entry.price()).compareTo(entry.amount()) < 0) {
        return Optional.of("level at " + entry.price() + " is too small");
      }
    }
    return Optional.empty();
  }
}
