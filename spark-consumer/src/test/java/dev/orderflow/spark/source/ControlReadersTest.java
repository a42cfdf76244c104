package dev.orderflow.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.market.ProvenBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The connector's own records, as the examples of the record contract have them. */
class ControlReadersTest {

  private static final Path EXAMPLES = Path.of(System.getProperty("records"));
  private static final long RECEIVED = 1_788_638_166_900_000L;

  @Test
  void readsAGapInTrades() throws Exception {
    assertThat(GapReader.read(example("gap-trades.json", FeedRecord.GAP)))
        .isEqualTo(
            new GapReader.Gap(
                1_788_551_770_815_000L,
                1_788_580_000_000_000L,
                "629876235",
                "629990001",
                false,
                "restarted"));
  }

  @Test
  void readsProofs() throws Exception {
    assertThat(ProofReader.read(example("proof-orders.json", FeedRecord.PROOF)))
        .contains(
            new ProofReader.Proof(
                1_788_551_766_349_000L,
                1_788_551_766_364_000L,
                ProvenBy.CHAIN,
                List.of(new ProofReader.Offset("testTopic-0", 4711))));
    ProofReader.Proof trades =
        ProofReader.read(example("proof-trades.json", FeedRecord.PROOF)).orElseThrow();
    assertThat(trades.by()).isEqualTo(ProvenBy.LIST);
    assertThat(trades.until()).isEqualTo(1_788_551_779_000_000L);
  }

  @Test
  void readsARepairedGap() throws Exception {
    assertThat(GapReader.read(example("gap-repaired.json", FeedRecord.GAP)).repaired()).isTrue();
  }

  /** One wrong time would call everything missing from here on. */
  @Test
  void aGapEndsByTheConnectorsClockWhereTheEventBehindItHasNoTimeOfUse() throws Exception {
    String gap =
        "{\"data\":{\"from_microtimestamp\":\"%d\",\"to_microtimestamp\":\"%d\","
            + "\"repaired\":false,\"at\":\"%d\"}}";
    FeedRecord ahead =
        record(gap.formatted(RECEIVED - 9, RECEIVED + 864_000_000_000L, RECEIVED), FeedRecord.GAP);
    assertThat(GapReader.read(ahead).to()).isEqualTo(RECEIVED);
    assertThat(
            GapReader.read(record(gap.formatted(RECEIVED - 9, 7, RECEIVED), FeedRecord.GAP)).to())
        .isEqualTo(RECEIVED);
    assertThatThrownBy(
            () -> GapReader.read(record(gap.formatted(7, RECEIVED, RECEIVED), FeedRecord.GAP)))
        .isInstanceOf(RejectedRecordException.class);
  }

  @Test
  void readsSessions() throws Exception {
    SessionReader.SessionChange started =
        SessionReader.read(example("session-started.json", FeedRecord.SESSION));
    assertThat(started.session()).isEqualTo(1_788_551_700_000_000L);
    assertThat(started.started()).isTrue();
    assertThat(started.continues()).isFalse();
    assertThat(continues("true")).isTrue();
    assertThat(continues("null")).as("written before sessions said it").isTrue();
    assertThat(SessionReader.read(example("session-ended.json", FeedRecord.SESSION)).started())
        .isFalse();
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> GapReader.read(record("{\"data\":{}}", FeedRecord.GAP)))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessage("repaired is neither true nor false");
    assertThatThrownBy(() -> SessionReader.read(record("{\"data\":{}}", FeedRecord.SESSION)))
        .isInstanceOf(RejectedRecordException.class)
        .hasMessage("state is neither started nor ended");
  }

  @Test
  void takesChannelsApart() {
    assertThat(ChannelName.parse("live_trades_btcusd-perp"))
        .contains(new ChannelName("live_trades", "btcusd-perp"));
    assertThat(ChannelName.parse("detail_order_book_btcusd"))
        .contains(new ChannelName("detail_order_book", "btcusd"));
    assertThat(ChannelName.parse("live_trades_")).isEmpty();
    assertThat(ChannelName.parse("orders")).isEmpty();
  }

  private static boolean continues(String told) throws RejectedRecordException {
    String value = "{\"data\":{\"session\":1,\"state\":\"started\",\"continues\":" + told + "}}";
    return SessionReader.read(record(value, FeedRecord.SESSION)).continues();
  }

  private static FeedRecord example(String name, String event) throws IOException {
    return record(Files.readString(EXAMPLES.resolve(name)), event);
  }

  private static FeedRecord record(String value, String event) {
    return new FeedRecord("t", 0, 0, event, channel(value), "connector", 1, RECEIVED, value);
  }

  /** The header says what the value does. */
  private static String channel(String value) {
    Matcher told = Pattern.compile("\"channel\":\"([^\"]+)\"").matcher(value);
    return told.find() ? told.group(1) : "live_trades_btcusd";
  }
}
