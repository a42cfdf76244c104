package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.orderflow.connect.bitstamp.TaskSignals.Kind;
import dev.orderflow.connect.bitstamp.TaskSignals.Request;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSignalsTest {

  private static final Channel ORDERS = new Channel(ChannelKind.LIVE_ORDERS, "btcusd");
  private static final Channel DIFF = new Channel(ChannelKind.DIFF_ORDER_BOOK, "btcusd");
  private static final Channel TRADES = new Channel(ChannelKind.LIVE_TRADES, "btcusd");
  private static final Channel OTHER_TRADES = new Channel(ChannelKind.LIVE_TRADES, "ethusd");

  private final TaskSignals signals = signals(Map.of());

  @AfterEach
  void close() {
    signals.close();
  }

  @Test
  void askForTheBooksAndTradesOfTheMarketsNamed() {
    signals.signal("1", "execute-snapshot", "{\"markets\": [\"btcusd\"]}");
    assertThat(signals.take())
        .containsExactlyInAnyOrder(
            new Request(Kind.SNAPSHOT, ORDERS), new Request(Kind.SNAPSHOT, DIFF));
    signals.signal("2", "execute-audit", "{\"markets\": [\"ethusd\"]}");
    assertThat(signals.take()).containsExactly(new Request(Kind.AUDIT, OTHER_TRADES));
    assertThat(signals.take()).as("once").isEmpty();
  }

  @Test
  void askForWhateverTheTaskHasWhereNoMarketIsNamed() {
    signals.signal("", "execute-audit", "");
    signals.signal(null, "execute-snapshot", null);
    assertThat(signals.take()).extracting(Request::channel).contains(ORDERS, DIFF, TRADES);
  }

  /** However often somebody asks: there is one request for a channel. */
  @Test
  void manyAreOne() {
    for (int i = 0; i < 10_000; i++) {
      signals.signal("again", "execute-audit", "{\"markets\":[\"btcusd\"]}");
    }
    assertThat(signals.take()).hasSize(1);
    assertThat(signals.accepted()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "snapshot||no type 'snapshot'; there are execute-snapshot and execute-audit",
        "null||no type 'null'",
        "'a\nb'||no type 'a?b'",
        "execute-snapshot|btcusd|data must be empty or",
        "execute-snapshot|[]|data must be empty or",
        "execute-snapshot|{}|data must be empty or",
        "execute-snapshot|{\"markets\":[]}|data must be empty or",
        "execute-snapshot|{\"markets\":\"btcusd\"}|data must be empty or",
        "execute-snapshot|{\"markets\":[1]}|data must be empty or",
        "execute-snapshot|{\"markets\":[\"BTC/USD\"]}|data must be empty or",
        "execute-snapshot|{\"markets\":[\"btcusd\"],\"type\":\"x\"}|data must be empty or",
        "execute-snapshot|{\"markets\":[\"btcusd\"]} x|data must be empty or",
        "execute-snapshot|{\"markets\":[\"btcusd\"|data must be empty or",
        "execute-audit|{\"markets\":[\"xrpusd\"]}|this task carries no live_trades of 'xrpusd'",
        "execute-snapshot|{\"markets\":[\"btcusd\",\"ethusd\"]}"
            + "|this task carries no live_orders or diff_order_book of 'ethusd'",
      })
  void whatCannotBeFollowedIsRefusedAndCounted(String type, String data, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signals.signal("1", type, data))
        .withMessageContaining(why);
    assertThat(signals.refused()).isEqualTo(1);
    assertThat(signals.accepted()).isZero();
    assertThat(signals.take()).as("nothing of it is done").isEmpty();
  }

  @Test
  void dataOfAnyLengthIsRefusedWithoutBeingRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> signals.signal("1", "execute-audit", " {".repeat(1_000_000)));
  }

  @Test
  void whatTheConfigurationTurnsOffIsRefused() {
    TaskSignals off = signals(Map.of("snapshots.enabled", "false", "repair.enabled", "false"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> off.signal("1", "execute-snapshot", ""))
        .withMessage("execute-snapshot needs snapshots.enabled=true");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> off.signal("1", "execute-audit", ""))
        .withMessage("execute-audit needs repair.enabled=true");
  }

  @Test
  void comeOverJmxAndGoToTheTaskThatStartedLast() throws Exception {
    String connector = "a:b,c";
    ObjectName name = new ObjectName("orderflow.bitstamp:type=signals,connector=\"a:b,c\",task=3");
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    TaskSignals older = signals(Map.of());
    older.register(connector, 3);
    signals.register(connector, 3);
    older.close();
    String[] types = {"java.lang.String", "java.lang.String", "java.lang.String"};
    Object[] good = {"1", "execute-audit", "{\"markets\":[\"btcusd\"]}"};
    assertThat(server.invoke(name, "signal", good, types))
        .isEqualTo("execute-audit of [live_trades_btcusd]");
    assertThat(signals.take()).hasSize(1);
    Object[] bad = {"1", "nothing", ""};
    try {
      server.invoke(name, "signal", bad, types);
      throw new AssertionError("not refused");
    } catch (RuntimeMBeanException | MBeanException e) {
      assertThat(e)
          .hasRootCauseMessage("no type 'nothing'; there are execute-snapshot and execute-audit");
    }
    signals.close();
    assertThat(server.isRegistered(name)).isFalse();
  }

  private static TaskSignals signals(Map<String, String> config) {
    return TaskSignals.of(
        List.of(ORDERS, DIFF, TRADES, OTHER_TRADES), BitstampSourceConfig.of(config));
  }
}
