package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the channel of a session that is silent though another channel of its market shows that it
 * has something to say: a subscription that died while the others go on.
 *
 * <p>A trade comes of an order event and changes the best price, so it shows that every other
 * channel has data; a book that changes shows it for the orders. A market where nothing happens
 * shows nothing. Its session guards it. Time is in nanoseconds of the feed's ticker.
 */
final class ChannelSilence {

  /** Channels are not aligned in time: what one shows may come on another a little later. */
  private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();

  private final Map<Channel, LastFrame> lastFrames = new HashMap<>();

  /** Since when a channel has been due. */
  private final Map<Channel, Long> dueSince = new HashMap<>();

  ChannelSilence(Collection<Channel> channels, long now) {
    channels.forEach(channel -> lastFrames.put(channel, new LastFrame(now)));
  }

  /** A frame of a channel came. */
  void delivered(Channel channel, long now) {
    LastFrame last = lastFrames.get(channel);
    if (last != null) {
      last.at = now;
    }
  }

  /** Everything is subscribed: silence counts from here. */
  void restart(long now) {
    lastFrames.values().forEach(last -> last.at = now);
  }

  /** A channel that has been due for longer than the limit; empty when none has. */
  Optional<Channel> overdue(long now, Duration limit) {
    Optional<Channel> found = Optional.empty();
    for (Channel channel : lastFrames.keySet()) {
      long shownAt = shownAt(channel);
      if (shownAt - lastFrames.get(channel).at <= GRACE_NANOS) {
        dueSince.remove(channel);
      } else if (now - dueSince.computeIfAbsent(channel, due -> shownAt) > limit.toNanos()) {
        found = Optional.of(channel);
      }
    }
    return found;
  }

  /** When another channel last showed that this one has data. */
  private long shownAt(Channel channel) {
    long newest = lastFrames.get(channel).at;
    for (ChannelKind kind : showing(channel.kind())) {
      LastFrame last = lastFrames.get(new Channel(kind, channel.market()));
      if (last != null && last.at - newest > 0) {
        newest = last.at;
      }
    }
    return newest;
  }

  private static Set<ChannelKind> showing(ChannelKind kind) {
    return switch (kind) {
      case LIVE_ORDERS -> EnumSet.complementOf(EnumSet.of(ChannelKind.LIVE_ORDERS));
      case DIFF_ORDER_BOOK ->
          EnumSet.of(
              ChannelKind.LIVE_TRADES, ChannelKind.ORDER_BOOK, ChannelKind.DETAIL_ORDER_BOOK);
      case ORDER_BOOK -> EnumSet.of(ChannelKind.LIVE_TRADES, ChannelKind.DETAIL_ORDER_BOOK);
      case DETAIL_ORDER_BOOK -> EnumSet.of(ChannelKind.LIVE_TRADES);
      case LIVE_TRADES -> EnumSet.noneOf(ChannelKind.class);
    };
  }

  /** When the last frame of a channel came; changed in place, as it is for every frame. */
  private static final class LastFrame {
    private long at;

    LastFrame(long at) {
      this.at = at;
    }
  }
}
