package dev.orderflow.connect.bitstamp;

import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.CHANNELS;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.MARKETS;

import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The options of the group "Market data": what to subscribe. */
final class MarketDataOptions {

  private MarketDataOptions() {}

  static void declare(Options options) {
    options.group("Market data");
    options
        .add(
            CHANNELS,
            Type.LIST,
            ChannelKind.LIVE_ORDERS.prefix(),
            OptionValidators.channels(),
            Importance.HIGH,
            Width.LONG,
            "Channels",
            "Which of the exchange's public channels to subscribe for every market: "
                + String.join(", ", ChannelKind.prefixes())
                + ".")
        .recommending(ChannelKind.prefixes());
    options.add(
        MARKETS,
        Type.LIST,
        "btcusd",
        OptionValidators.markets(),
        Importance.HIGH,
        Width.LONG,
        "Markets",
        "Market symbols in lower case, such as btcusd or ethusd. Every channel is subscribed for"
            + " every market.");
  }
}
