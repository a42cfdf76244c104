package dev.orderflow.connect.bitstamp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.connect.bitstamp.continuity.Output;
import dev.orderflow.connect.bitstamp.continuity.Position;
import dev.orderflow.connect.bitstamp.exchange.BookSnapshot;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMapperTest {

  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  private static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "ethusd");
  private static final Message.Data ORDER =
      new Message.Data(ORDERS, "order_created", 1_788_551_766_364_999L, "b", "a", 77);
  private static final Message.Data TRADE =
      new Message.Data(TRADES, "trade", 1_788_551_770_815_000L, "", "", 629_876_235);

  private static final Position CONFIRMED =
      new Position("a", Position.NONE, 1_788_551_766_000_000L);
  private static final long NOW = 1_788_551_770_000_000L;

  private final List<String> misfits = new ArrayList<>();
  private final RecordMapper mapper = mapper(RecordKey.MARKET, "testTopic");

  @Test
  void followsTheRecordContract() {
    SourceRecord written = mapped(mapper, frame(ORDER));
    assertThat(written.topic()).isEqualTo("testTopic");
    assertThat(written.kafkaPartition()).isNull();
    assertThat(written.keySchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(written.key()).isEqualTo("btcusd");
    assertThat(written.valueSchema()).isEqualTo(Schema.STRING_SCHEMA);
    assertThat(written.value()).isEqualTo("the frame");
    assertThat(written.timestamp()).isEqualTo(1_788_551_766_364L);
    assertThat(headers(written))
        .isEqualTo(
            Map.of(
                "channel", "live_orders_btcusd",
                "event", "order_created",
                "origin", "stream",
                "received_at", 2_000_000L,
                "session", 1_000_000L));
    assertThat(written.sourcePartition()).isEqualTo(Map.of("channel", "live_orders_btcusd"));
    assertThat(written.sourceOffset())
        .isEqualTo(
            Map.of(
                "event_id", "b",
                "previous_event_id", "a",
                "microtimestamp", 1_788_551_766_364_999L));
  }

  @Test
  void aFetchedEventsOriginIsRepair() {
    Output fetched =
        new Output.Event(ORDER, "row", 1_000_000, 2_000_000, true, Position.after(ORDER));
    assertThat(headers(mapped(mapper, fetched))).containsEntry("origin", "repair");
  }

  @Test
  void whatTheConnectorWritesHasItsOwnOrigins() {
    BookSnapshot book = new BookSnapshot(5, List.of(), List.of());
    assertThat(headers(mapped(mapper, new Output.Snapshot(ORDERS, 7, book, Position.START))))
        .containsEntry("origin", "snapshot")
        .containsEntry("event", "orderflow:snapshot");
    assertThat(
            headers(
                mapped(
                    mapper,
                    new Output.SessionChange(TRADES, 1, 2, true, "subscribed", Position.START))))
        .containsEntry("origin", "connector")
        .containsEntry("event", "orderflow:session");
  }

  /** Brokers refuse a time too far ahead of their own, and with it the record. */
  @Test
  void aTimeThatKafkaWouldRefuseIsReplacedAndKeptInAHeader() {
    long ahead = NOW + Duration.ofHours(2).toNanos() / 1_000;
    Message.Data data = new Message.Data(ORDERS, "order_created", ahead, "b", "a", 77);
    SourceRecord written = mapped(mapper, frame(data));
    assertThat(written.timestamp()).isEqualTo(NOW / 1_000);
    assertThat(written.value()).isEqualTo("the frame");
    assertThat(headers(written)).containsEntry("event_time_clamped", ahead);

    Message.Data soon = new Message.Data(ORDERS, "order_created", NOW + 1_000, "c", "b", 78);
    assertThat(mapped(mapper, frame(soon)).timestamp()).isEqualTo(NOW / 1_000 + 1);
    assertThat(headers(mapped(mapper, frame(soon)))).doesNotContainKey("event_time_clamped");
  }

  @Test
  void aBookIsSplitIntoPartsOfTheLengthTheOptionSays() {
    List<String> rows = Collections.nCopies(10, "[\"79728.11\",\"0.1\",\"2046839978831872\"]");
    List<FeedRecord> parts =
        mapper.map(new Output.Snapshot(ORDERS, 7, new BookSnapshot(5, rows, rows), Position.START));
    assertThat(parts).as("three rows of 40 bytes each").hasSize(7);
    assertThat(parts.get(6).value().toString()).contains("\"part\":7,\"parts\":7");
  }

  @Test
  void aRowOfTheHistoryThatIsTooLongIsCutAndMalformed() {
    Output fetched =
        new Output.Event(ORDER, "é".repeat(600), 1_000_000, 2_000_000, true, Position.after(ORDER));
    SourceRecord written = mapper.map(fetched).get(0);
    assertThat(written.value()).isEqualTo("é".repeat(333));
    assertThat(headers(written))
        .containsEntry("event", "malformed")
        .containsEntry("origin", "repair");
    assertThat(written.sourceOffset().get("event_id")).isEqualTo("b");
    assertThat(misfits).containsExactly("longer than 1000 bytes");
  }

  @Test
  void anOffsetHoldsWhatIsConfirmedWhereErrorsAreTolerated() {
    Map<String, ?> offset =
        mapped(mapper(RecordKey.MARKET, "t", true), frame(ORDER)).sourceOffset();
    assertThat(offset)
        .isEqualTo(
            Map.of(
                "event_id",
                "b",
                "previous_event_id",
                "a",
                "microtimestamp",
                1_788_551_766_364_999L,
                "confirmed_event_id",
                "a",
                "confirmed_microtimestamp",
                1_788_551_766_000_000L));
    assertThat(SourceOffsets.position(offset)).isEqualTo(CONFIRMED);
  }

  @Test
  void aTradesOffsetIsItsId() {
    assertThat(mapped(mapper, frame(TRADE)).sourceOffset())
        .isEqualTo(Map.of("trade_id", 629_876_235L, "microtimestamp", 1_788_551_770_815_000L));
  }

  @Test
  void receiveTimeStandsInForAMissingEventTime() {
    Message.Data timeless =
        new Message.Data(ORDERS, "order_created", Message.Data.NONE, "", "", Message.Data.NONE);
    assertThat(mapped(mapper, frame(timeless)).timestamp()).isEqualTo(2_000L);
  }

  @Test
  void keepsAMalformedFrameAsItCame() {
    SourceRecord written =
        mapped(
            mapper,
            new Output.Malformed(
                new FeedEvent.MalformedFrame(1_000_000, 2_000_000, "not JSON", "{oops", 5)));
    assertThat(written.topic()).isEqualTo("testTopic");
    assertThat(written.value()).isEqualTo("{oops");
    assertThat(written.key()).isNull();
    assertThat(headers(written))
        .containsEntry("event", "malformed")
        .containsEntry("error", "not JSON")
        .containsEntry("channel", "");
  }

  @ParameterizedTest
  @CsvSource({
    "market, btcusd, ethusd",
    "channel, live_orders_btcusd, live_trades_ethusd",
    "order_id, 77, 629876235",
    "none, ,"
  })
  void keysAsTheOptionSays(String option, String orderKey, String tradeKey) {
    RecordMapper keyed = mapper(RecordKey.of(option), "t");
    assertThat(mapped(keyed, frame(ORDER)).key()).isEqualTo(orderKey);
    assertThat(mapped(keyed, frame(TRADE)).key()).isEqualTo(tradeKey);
  }

  @Test
  void fillsTheTopicTemplate() {
    RecordMapper routed = mapper(RecordKey.MARKET, "bitstamp.${channel}.${market}");
    assertThat(mapped(routed, frame(ORDER)).topic()).isEqualTo("bitstamp.live_orders.btcusd");
    assertThat(mapped(routed, frame(TRADE)).topic()).isEqualTo("bitstamp.live_trades.ethusd");
  }

  @Test
  void aTypeInTheTopicGivesEachSchemaItsOwnTopic() {
    RecordMapper routed = mapper(RecordKey.MARKET, "${market}.${type}");
    assertThat(mapped(routed, frame(ORDER)).topic()).isEqualTo("btcusd.order");
    assertThat(mapped(routed, frame(TRADE)).topic()).isEqualTo("ethusd.trade");
    assertThat(
            mapped(
                    routed,
                    new Output.SessionChange(TRADES, 1, 2, true, "subscribed", Position.START))
                .topic())
        .isEqualTo("ethusd.session");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "${venue}", ".", ".."})
  void refusesTemplatesThatGiveIllegalTopics(String template) {
    assertThatThrownBy(() -> new TopicTemplate(template))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatOnlyTheConnectorSaysMayGoToATopicOfItsOwn() {
    RecordMapper apart =
        new RecordMapper(
            settings(RecordKey.MARKET, "testTopic", "own.${market}", false),
            List.of(ORDERS, TRADES),
            misfit -> misfits.add(misfit.reason()),
            new FixedTime(NOW),
            channel -> Optional.empty());
    assertThat(mapped(apart, TypedExamples.outputs().get(RecordType.GAP)).topic())
        .isEqualTo("own.btcusd");
    assertThat(mapped(apart, TypedExamples.outputs().get(RecordType.PROOF)).topic())
        .isEqualTo("own.btcusd");
    assertThat(mapped(apart, TypedExamples.outputs().get(RecordType.SESSION)).topic())
        .isEqualTo("own.btcusd");
    assertThat(mapped(apart, TypedExamples.outputs().get(RecordType.SNAPSHOT)).topic())
        .isEqualTo("testTopic");
    assertThat(mapped(apart, frame(ORDER)).topic()).isEqualTo("testTopic");
  }

  private RecordMapper mapper(RecordKey key, String topic) {
    return mapper(key, topic, false);
  }

  private RecordMapper mapper(RecordKey key, String topic, boolean confirms) {
    return new RecordMapper(
        settings(key, topic, topic, confirms),
        List.of(ORDERS, TRADES),
        misfit -> misfits.add(misfit.reason()),
        new FixedTime(NOW),
        channel -> channel.equals(ORDERS) ? Optional.of(CONFIRMED) : Optional.empty());
  }

  private static RecordSettings settings(
      RecordKey key, String topic, String connectorTopic, boolean confirms) {
    return new RecordSettings(
        new TopicTemplate(topic),
        new TopicTemplate(connectorTopic),
        key,
        ValueFormat.RAW,
        DecimalHandling.STRING,
        1_000,
        150,
        confirms);
  }

  private record FixedTime(long micros) implements ExchangeTime {
    @Override
    public long latestMicros() {
      return micros + 300_000_000;
    }
  }

  private static SourceRecord mapped(RecordMapper mapper, Output output) {
    assertThat(mapper.map(output)).hasSize(1);
    return mapper.map(output).get(0);
  }

  private static Output frame(Message.Data data) {
    return new Output.Event(data, "the frame", 1_000_000, 2_000_000, false, Position.after(data));
  }

  private static Map<String, Object> headers(SourceRecord written) {
    Map<String, Object> headers = new TreeMap<>();
    written.headers().forEach(header -> headers.put(header.key(), header.value()));
    return headers;
  }
}
