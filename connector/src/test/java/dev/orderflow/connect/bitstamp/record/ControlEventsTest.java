package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.continuity.GapReason;
import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.continuity.ProvenRange;
import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The examples in {@code docs/records} are what is written; {@code -Dreference.write=true} renews.
 */
class ControlEventsTest {

  private static final Path EXAMPLES = Path.of("../docs/records");
  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  private static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");
  private static final long SESSION = 1_788_551_700_000_000L;
  private static final Position BEFORE =
      new Position("00065aad-a8b2-14c8-0000-000101000020", Position.NONE, 1_788_551_766_349_000L);
  private static final Position AFTER =
      new Position("00065aad-a8b2-4f60-0000-000103000020", Position.NONE, 1_788_551_766_364_000L);

  @Test
  void sessionStarted() throws IOException {
    isWritten(
        "session-started",
        ControlEvents.session(
            new Output.SessionChange(
                ORDERS, SESSION, 1_788_551_700_145_000L, true, "subscribed", Position.START)));
  }

  @Test
  void sessionEnded() throws IOException {
    isWritten(
        "session-ended",
        ControlEvents.session(
            new Output.SessionChange(
                ORDERS, SESSION, 1_788_551_766_500_000L, false, "closed-by-venue", BEFORE)));
  }

  @Test
  void gapRepaired() throws IOException {
    isWritten("gap-repaired", ControlEvents.gap(orders("", true, 1, 0, 0)));
  }

  @Test
  void gapUnrepaired() throws IOException {
    isWritten(
        "gap-unrepaired",
        ControlEvents.gap(
            orders("/api/v2/order_data/: HTTP 404, response code 404.008", false, 0, -1, 1)));
  }

  @Test
  void gapOfTrades() throws IOException {
    isWritten(
        "gap-trades",
        ControlEvents.gap(
            new Output.Gap(
                TRADES,
                SESSION,
                1_788_638_166_900_000L,
                new Position("", 629_876_235, 1_788_551_770_815_000L),
                new Position("", 629_990_001, 1_788_580_000_000_000L),
                GapReason.RESTARTED,
                "the exchange's list does not reach back so far",
                false,
                0,
                OptionalLong.empty(),
                OptionalInt.empty(),
                new Position("", 629_876_235, 1_788_551_770_815_000L))));
  }

  @Test
  void proofOfOrders() throws IOException {
    isWritten(
        "proof-orders",
        ControlEvents.proof(
            new Output.Proof(
                ORDERS,
                1_788_551_767_000_000L,
                BEFORE,
                AFTER,
                ProvenRange.Evidence.CHAIN,
                List.of(new Output.WrittenUpTo("testTopic", 0, 4711)),
                AFTER)));
  }

  @Test
  void proofOfTrades() throws IOException {
    isWritten(
        "proof-trades",
        ControlEvents.proof(
            new Output.Proof(
                TRADES,
                1_788_551_800_000_000L,
                new Position("", 629_876_235, 1_788_551_770_815_000L),
                new Position("", 629_876_301, 1_788_551_779_000_000L),
                ProvenRange.Evidence.LIST,
                List.of(new Output.WrittenUpTo("testTopic", 0, 4810)),
                new Position("", 629_876_301, 1_788_551_779_000_000L))));
  }

  @Test
  void fillWithoutTrade() throws IOException {
    isWritten(
        "fill-without-trade",
        ControlEvents.fillWithoutTrade(
            (Output.FillWithoutTrade) TypedExamples.outputs().get(RecordType.FILL_WITHOUT_TRADE)));
  }

  @Test
  void snapshot() throws IOException {
    List<String> parts =
        texts(
            snapshot(
                List.of(
                    "[\"79829.24\", \"0.43225827\", \"2046841309597697\"]",
                    "[\"79829.24\", \"0.00166542\", \"2046841312759811\"]"),
                List.of("[\"79830.00\", \"0.10000000\", \"2046841312759999\"]")));
    assertThat(parts).hasSize(1);
    isWritten("snapshot", parts.get(0));
  }

  @Test
  void aLargeBookIsSplitAndNothingOfItLost() {
    List<String> bids = rows(9_000, 1);
    List<String> asks = rows(9_000, 2);
    List<String> parts = texts(snapshot(bids, asks));
    assertThat(parts).hasSizeGreaterThan(1);
    assertThat(parts)
        .allSatisfy(
            part -> assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(251_000));
    assertThat(Pattern.compile("\\[\"[^\\]]*\\]").matcher(String.join("", parts)).results())
        .extracting(MatchResult::group)
        .containsExactlyElementsOf(Stream.concat(bids.stream(), asks.stream()).toList());
    assertThat(parts.get(0)).contains("\"part\":1,\"parts\":" + parts.size());
  }

  private static List<String> texts(Output.Snapshot snapshot) {
    return SnapshotPart.of(snapshot, 1, 250_000).stream().map(ControlEvents::snapshot).toList();
  }

  private static List<String> rows(int count, int side) {
    return IntStream.range(0, count)
        .mapToObj(i -> "[\"" + side + "." + i + "\",\"0.10000000\",\"20468413127" + i + "\"]")
        .toList();
  }

  private static Output.Snapshot snapshot(List<String> bids, List<String> asks) {
    return new Output.Snapshot(
        ORDERS,
        1_788_552_094_000_000L,
        new BookSnapshot(1_788_552_093_805_649L, bids, asks),
        BEFORE);
  }

  private static Output.Gap orders(
      String detail, boolean repaired, long events, long missing, int modulo) {
    return new Output.Gap(
        ORDERS,
        SESSION,
        1_788_551_767_000_000L,
        BEFORE,
        AFTER,
        GapReason.CHAIN_BROKEN,
        detail,
        repaired,
        events,
        missing < 0 ? OptionalLong.empty() : OptionalLong.of(missing),
        OptionalInt.of(modulo),
        BEFORE);
  }

  private static void isWritten(String example, String text) throws IOException {
    Path file = EXAMPLES.resolve(example + ".json");
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(file, text + "\n");
    }
    assertThat(file).content().isEqualTo(text + "\n");
  }
}
