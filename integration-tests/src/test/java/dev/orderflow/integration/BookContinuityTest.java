package dev.orderflow.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.fault.Fault;
import dev.orderflow.simulator.fault.FaultType;
import dev.orderflow.simulator.server.Disposition;
import dev.orderflow.simulator.venue.BookFrameView;
import dev.orderflow.simulator.venue.BookView;
import dev.orderflow.simulator.venue.ChannelKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The comparison itself: it must see what it is there to see. */
class BookContinuityTest {

  private static final String CHANNEL = "order_book_btcusd";

  private static Simulator exchange;
  private static List<BookFrameView> published;
  private static List<BookFrameView> differences;

  /** The frame that the only connection lost while it went on. */
  private static int lost;

  @BeforeAll
  static void halt() throws IOException {
    exchange = RunningFeed.exchange(2_000, 7);
    try (Witness witness = Witness.of(exchange, List.of(CHANNEL))) {
      await().until(() -> witness.frames(CHANNEL).size() > 5);
      exchange.faults().inject(Fault.of(FaultType.LOSE).channel(CHANNEL));
      await().until(() -> exchange.faults().reports().get(0).hits() == 1);
      await().until(() -> frames(ChannelKind.DIFF_ORDER_BOOK).size() > 4);
      int until = frames(ChannelKind.ORDER_BOOK).size() + 5;
      await().until(() -> frames(ChannelKind.ORDER_BOOK).size() > until);
      exchange.halt();
    }
    published = frames(ChannelKind.ORDER_BOOK);
    differences = frames(ChannelKind.DIFF_ORDER_BOOK);
    long time =
        exchange.truth().deliveries(1, CHANNEL).stream()
            .filter(delivery -> delivery.disposition() == Disposition.LOST)
            .findFirst()
            .orElseThrow()
            .microtimestamp();
    lost = published.stream().map(BookFrameView::microtimestamp).toList().indexOf(time);
  }

  @AfterAll
  static void close() {
    exchange.close();
  }

  @Test
  void everythingOnceAndInOrderHolds() {
    ChannelFigures figures = compare(records());

    assertThat(figures.problems()).isEmpty();
    assertThat(figures.holds()).isTrue();
    assertThat(figures.written()).isEqualTo(published.size());
    assertThat(figures.books()).isPositive();
  }

  @Test
  void aLossThatNobodyCanSeeIsCountedApart() {
    List<FeedRecord> records = records();
    records.remove(lost);

    assertThat(compare(records).undetectable()).isEqualTo(1);
    assertThat(compare(records).holds()).isTrue();
  }

  @Test
  void aLossOfAFrameThatWasSentIsSeen() {
    List<FeedRecord> records = records();
    records.remove(lost - 1);

    assertThat(compare(records).undeclaredLosses()).isEqualTo(1);
    assertThat(compare(records).holds()).isFalse();
  }

  @Test
  void aDeclaredLossIsOneThatLiesInsideTheBounds() {
    assertThat(compare(withGap(lost - 2, lost)).declaredMissing()).isEqualTo(1);
    assertThat(compare(withGap(lost - 2, lost)).holds()).isTrue();
    assertThat(compare(withGap(lost - 1, lost)).undeclaredLosses()).isEqualTo(1);
    assertThat(compare(withGap(lost - 3, lost)).holds()).as("a gap in another place").isFalse();
  }

  @Test
  void aDuplicateIsSeen() {
    List<FeedRecord> records = records();
    records.add(4, records.get(3));

    assertThat(compare(records).duplicates()).isEqualTo(1);
  }

  @Test
  void aWrongOrderIsSeen() {
    List<FeedRecord> records = records();
    Collections.swap(records, 3, 4);

    assertThat(compare(records).misplaced()).isEqualTo(1);
  }

  @Test
  void aChangedFrameIsSeen() {
    List<FeedRecord> records = records();
    records.set(3, record(records.get(3).value().replace("\"bids\"", "\"bid\""), "stream"));

    assertThat(compare(records).altered()).isEqualTo(1);
  }

  @Test
  void aBookOfDifferencesThatLacksOneDiffers() {
    BookFrameView last = differences.get(differences.size() - 1);
    BookView truth =
        exchange.truth().bookAt(RunningFeed.MARKET, last.microtimestamp()).orElseThrow();

    assertThat(replayed(differences.subList(1, differences.size())).differenceFrom(truth))
        .isEmpty();
    assertThat(replayed(differences.subList(2, differences.size())).differenceFrom(truth))
        .isPresent();
  }

  /** The book of the first frame of differences, and what some others make of it. */
  private static ReplayedLevels replayed(List<BookFrameView> frames) {
    BookView first =
        exchange
            .truth()
            .bookAt(RunningFeed.MARKET, differences.get(0).microtimestamp())
            .orElseThrow();
    ReplayedLevels levels = new ReplayedLevels();
    levels.read(
        FeedRecord.json(
            String.format(
                "{\"part\":1,\"parts\":1,\"microtimestamp\":\"%d\",\"bids\":[%s],\"asks\":[%s]}",
                differences.get(0).microtimestamp(), rows(first.bids()), rows(first.asks()))));
    frames.forEach(frame -> levels.apply(FeedRecord.json(frame.frame()).path("data")));
    return levels;
  }

  private static String rows(List<BookView.Entry> side) {
    return side.stream()
        .map(entry -> String.format("[\"%s\",\"%s\"]", entry.price(), entry.amount()))
        .collect(Collectors.joining(","));
  }

  private static List<BookFrameView> frames(ChannelKind kind) {
    return exchange.truth().bookFrames(RunningFeed.MARKET, kind);
  }

  private static ChannelFigures compare(List<FeedRecord> records) {
    BookContinuity continuity =
        new BookContinuity(
            exchange,
            RunningFeed.MARKET,
            ChannelKind.ORDER_BOOK,
            new ChannelDeliveries.Lives(Map.of()));
    records.forEach(continuity::accept);
    return continuity.figures();
  }

  private static List<FeedRecord> records() {
    return new ArrayList<>(
        published.stream().map(frame -> record(frame.frame(), "stream")).toList());
  }

  /** The frame before the lost one is missing, and a gap between two others declares it. */
  private static List<FeedRecord> withGap(int from, int to) {
    List<FeedRecord> records = records();
    String gap =
        String.format(
            "{\"data\":{\"from_microtimestamp\":\"%d\",\"to_microtimestamp\":\"%d\","
                + "\"repaired\":false}}",
            published.get(from).microtimestamp(), published.get(to).microtimestamp());
    records.set(lost - 1, record(gap, "connector"));
    return records;
  }

  private static FeedRecord record(String value, String origin) {
    Map<String, String> headers = new HashMap<>();
    headers.put("origin", origin);
    headers.put("event", origin.equals("stream") ? "data" : "orderflow:gap");
    headers.put("channel", CHANNEL);
    headers.put("session", origin.equals("stream") ? "1" : "2");
    return new FeedRecord("test", 0, Optional.of("btcusd"), value, 0, headers);
  }
}
