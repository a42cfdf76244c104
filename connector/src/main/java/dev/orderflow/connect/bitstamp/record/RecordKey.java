package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the record key is: option {@code record.key}. */
public enum RecordKey {
  /** The market, so that one market stays in order on one partition. */
  MARKET,
  /** The channel, such as {@code live_orders_btcusd}. */
  CHANNEL,
  /** The order's or trade's id; the market where the frame has no id. */
  ORDER_ID,
  /** No key: records spread over partitions, and their order is lost. */
  NONE;

  /** The option's value, such as {@code order_id}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The key with that label. */
  public static RecordKey of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** All labels. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(RecordKey::label).toList();
  }

  /** The key of what the connector itself writes about a channel. */
  Optional<String> of(Channel channel) {
    return switch (this) {
      case MARKET, ORDER_ID -> Optional.of(channel.market());
      case CHANNEL -> Optional.of(channel.name());
      case NONE -> Optional.empty();
    };
  }

  Optional<String> of(Message.Data data) {
    return switch (this) {
      case MARKET -> Optional.of(data.channel().market());
      case CHANNEL -> Optional.of(data.channel().name());
      case ORDER_ID ->
          Optional.of(
              data.id() == Message.Data.NONE ? data.channel().market() : Long.toString(data.id()));
      case NONE -> Optional.empty();
    };
  }
}
