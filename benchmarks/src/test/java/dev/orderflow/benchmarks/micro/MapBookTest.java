package dev.orderflow.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.book.BookRebuild;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The two books that are compared do the same work. */
class MapBookTest {

  private static final int DEPTH = 10;

  @Test
  void bothBooksEndWithTheSameBestLevels() throws Exception {
    OrderFrames frames = OrderFrames.of(20_000);
    List<OrderEvent> events = frames.orderEvents();

    BookRebuild book = Books.replay(frames.snapshot(), events);
    MapBook maps = new MapBook(frames.snapshot());
    events.forEach(maps::accept);

    for (Side side : Side.values()) {
      List<Map.Entry<BigDecimal, BigDecimal>> best =
          maps.levels(side).entrySet().stream().limit(DEPTH).toList();
      assertThat(best).hasSize(DEPTH);
      for (Map.Entry<BigDecimal, BigDecimal> level : best) {
        assertThat(book.book().amountAt(side, level.getKey()))
            .as("%s at %s", side, level.getKey())
            .isEqualByComparingTo(level.getValue());
      }
    }
  }
}
