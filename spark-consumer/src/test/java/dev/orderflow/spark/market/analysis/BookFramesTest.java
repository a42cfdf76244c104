package dev.orderflow.spark.market.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Levels;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.book.Audit;
import dev.orderflow.spark.market.book.BookFrameCheck.Comparison;
import dev.orderflow.spark.market.book.BookListener;
import dev.orderflow.spark.market.book.BookRebuild;
import dev.orderflow.spark.market.book.BookSettings;
import dev.orderflow.spark.market.book.OrderBook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The exchange's own book frames agree with a book that is right, and not with one that is wrong.
 */
class BookFramesTest {

  @Test
  void agreeWithARightBook() {
    SimulatedMarket market = SimulatedMarket.withBookFrames("btcusd", 21, 1_000, 20_000);
    List<MarketEvent> feed = market.events();
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);
    long frames = feed.stream().filter(Levels.class::isInstance).count();

    List<Comparison> comparisons = comparisons(feed);

    assertThat(comparisons).hasSizeGreaterThan((int) (frames * 0.99));
    assertThat(comparisons).allMatch(Comparison::isEqual);
    assertThat(comparisons.stream().mapToInt(Comparison::levels).sum())
        .isGreaterThan(comparisons.size() * 5);
  }

  @Test
  void disagreeWithAWrongBook() {
    SimulatedMarket market = SimulatedMarket.withBookFrames("btcusd", 22, 1_000, 20_000);
    List<MarketEvent> feed = market.events();
    feed.remove(SimulatedMarket.lose(feed, 5_000, 40).orElseThrow());
    SimulatedMarket.place(feed, market.snapshot(SimulatedMarket.START, 1), 0);

    assertThat(comparisons(feed)).anyMatch(comparison -> !comparison.isEqual());
  }

  private static List<Comparison> comparisons(List<MarketEvent> feed) {
    List<Comparison> comparisons = new ArrayList<>();
    BookRebuild rebuild = new BookRebuild(BookSettings.defaults());
    BookListener listener =
        new BookListener() {
          @Override
          public void onMillisecondComplete(OrderBook book, long micros, long next) {
            // Only the comparisons matter here.
          }

          @Override
          public void onSnapshotLoaded(OrderBook book, long micros) {
            // Only the comparisons matter here.
          }

          @Override
          public void onInvalidated(Reason reason, long micros) {
            // Only the comparisons matter here.
          }

          @Override
          public void onAudited(Audit audit) {
            throw new AssertionError("no second snapshot was fed");
          }

          @Override
          public void onFrameCompared(Comparison comparison) {
            comparisons.add(comparison);
          }
        };
    feed.forEach(event -> BookAgainstTruthTest.feed(rebuild, event, listener));
    return comparisons;
  }
}
