package dev.orderflow.connect.bitstamp.exchange;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One subscription: a kind of channel and a market, such as {@code live_orders_btcusd}.
 *
 * @param kind what the channel carries
 * @param market the market's symbol as the venue spells it, such as {@code btcusd} or {@code
 *     btcusd-perp}
 */
public record Channel(ChannelKind kind, String market) implements Comparable<Channel> {

  /** How a market symbol is written: the venue answers any other spelling with an error. */
  public static final Pattern MARKET = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  /**
   * Checks the market's spelling.
   *
   * @throws IllegalArgumentException when the market is not lower-case letters, digits and single
   *     hyphens
   */
  public Channel {
    if (!MARKET.matcher(market).matches()) {
      throw new IllegalArgumentException("not a market symbol: '" + market + "'");
    }
  }

  /** The name on the wire, such as {@code live_orders_btcusd}. */
  public String name() {
    return kind.prefix() + '_' + market;
  }

  /** Reads a name from the wire; empty when it is not a channel the connector knows. */
  public static Optional<Channel> parse(String name) {
    return Arrays.stream(ChannelKind.values())
        .filter(kind -> name.startsWith(kind.prefix() + '_'))
        .map(kind -> new ParsedName(kind, name.substring(kind.prefix().length() + 1)))
        .filter(parsed -> MARKET.matcher(parsed.market).matches())
        .map(parsed -> new Channel(parsed.kind, parsed.market))
        .findFirst();
  }

  @Override
  public int compareTo(Channel other) {
    return name().compareTo(other.name());
  }

  @Override
  public String toString() {
    return name();
  }

  private record ParsedName(ChannelKind kind, String market) {}
}
