package dev.orderflow.integration.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.exchange.BookView;
import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.server.DeliveryStatus;
import dev.orderflow.simulator.server.Fault;
import dev.orderflow.simulator.server.FaultType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BookContinuityTest extends ChannelContinuityTest {

  private static final String CHANNEL = "order_book_btcusd";

  private static Simulator exchange;
  private static List<Frame> published;
  private static List<Frame> differences;

  /** The frame that the only connection lost while it went on. */
  private static int lost;

  @BeforeAll
  static void halt() throws IOException {
    exchange = start();
    try (WebSocketSubscriber subscriber = WebSocketSubscriber.of(exchange, List.of(CHANNEL))) {
      await().atMost(Duration.ofMinutes(1)).until(() -> subscriber.frames(CHANNEL).size() > 5);
      exchange.faults().inject(Fault.of(FaultType.LOSE).channel(CHANNEL));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> exchange.faults().reports().get(0).hits() == 1);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> frames(ChannelKind.DIFF_ORDER_BOOK).size() > 4);
      int until = frames(ChannelKind.ORDER_BOOK).size() + 5;
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> frames(ChannelKind.ORDER_BOOK).size() > until);
      exchange.halt();
    }
    published = frames(ChannelKind.ORDER_BOOK);
    differences = frames(ChannelKind.DIFF_ORDER_BOOK);
    long time =
        exchange.truth().deliveries(1, CHANNEL).stream()
            .filter(delivery -> delivery.status() == DeliveryStatus.LOST)
            .findFirst()
            .orElseThrow()
            .microtimestamp();
    lost = published.stream().map(Frame::microtimestamp).toList().indexOf(time);
  }

  @AfterAll
  static void close() {
    exchange.close();
  }

  @Override
  ChannelContinuity<?> continuity() {
    return new BookContinuity(
        exchange, MARKET, ChannelKind.ORDER_BOOK, new ChannelDeliveries.Lives(Map.of()));
  }

  @Override
  List<String> published() {
    return published.stream().map(Frame::json).toList();
  }

  @Override
  int sample() {
    return lost - 2;
  }

  @Override
  String field() {
    return "\"microtimestamp\":\"";
  }

  @Override
  String gapBetween(int from, int to) {
    return String.format(
        "{\"from_microtimestamp\":\"%d\",\"to_microtimestamp\":\"%d\"}",
        published.get(from).microtimestamp(), published.get(to).microtimestamp());
  }

  @Test
  void theBooksOfTheFramesAreCompared() {
    assertThat(compare(records()).books()).isPositive();
  }

  @Test
  void aLossThatNobodyCanSeeIsCountedApart() {
    List<FeedRecord> records = records();
    records.remove(lost);

    assertThat(compare(records).undetectable()).isEqualTo(1);
    assertThat(compare(records).holds()).isTrue();
  }

  @Test
  void aGapInAnotherPlaceThanItSaysIsSeen() {
    assertThat(compare(withGap(sample() - 1, sample() + 1)).holds()).isTrue();
    assertThat(compare(withGap(sample() - 2, sample() + 1)).holds()).isFalse();
  }

  @Test
  void aBookOfDifferencesThatLacksOneDiffers() {
    Frame last = differences.get(differences.size() - 1);
    BookView truth = exchange.truth().bookAt(MARKET, last.microtimestamp()).orElseThrow();

    assertThat(replayed(differences.subList(1, differences.size())).differenceFrom(truth))
        .isEmpty();
    assertThat(replayed(differences.subList(2, differences.size())).differenceFrom(truth))
        .isPresent();
  }

  /** The book of the first frame of differences, and what some others make of it. */
  private static ReplayedLevels replayed(List<Frame> frames) {
    BookView first =
        exchange.truth().bookAt(MARKET, differences.get(0).microtimestamp()).orElseThrow();
    ReplayedLevels levels = new ReplayedLevels();
    levels.read(
        FeedRecord.json(
            String.format(
                "{\"part\":1,\"parts\":1,\"microtimestamp\":\"%d\",\"bids\":[%s],\"asks\":[%s]}",
                differences.get(0).microtimestamp(), rows(first.bids()), rows(first.asks()))));
    frames.forEach(frame -> levels.apply(FeedRecord.json(frame.json()).path("data")));
    return levels;
  }

  private static String rows(List<BookView.Entry> side) {
    return side.stream()
        .map(entry -> String.format("[\"%s\",\"%s\"]", entry.price(), entry.amount()))
        .collect(Collectors.joining(","));
  }

  private static List<Frame> frames(ChannelKind kind) {
    return exchange.truth().bookFrames(MARKET, kind);
  }
}
