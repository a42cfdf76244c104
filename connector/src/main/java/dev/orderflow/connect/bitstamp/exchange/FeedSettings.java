package dev.orderflow.connect.bitstamp.exchange;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What a feed needs to know.
 *
 * @param url the WebSocket to connect to, {@code ws} or {@code wss}
 * @param channels what to subscribe, at least one, at most 1,024: the venue closes a socket that
 *     asks for more
 * @param connections how many sockets to keep open at the same time, at least 1
 * @param maxFrameBytes longest frame in UTF-8; a longer one is malformed and kept cut to that
 *     length
 * @param connectTimeout longest wait for a connection, and again for all subscriptions to be
 *     acknowledged
 * @param pingInterval time between WebSocket pings of ours; an unanswered one ends the session
 * @param heartbeatInterval time between the venue's own heartbeat messages
 * @param heartbeatTimeout longest wait for the answer to a heartbeat
 * @param dataTimeout longest time without a data frame before connecting anew
 * @param maxAge age at which a session is replaced; the venue ends sessions at 90 days
 * @param backoff waits between attempts to connect
 */
public record FeedSettings(
    URI url,
    List<Channel> channels,
    int connections,
    int maxFrameBytes,
    Duration connectTimeout,
    Duration pingInterval,
    Duration heartbeatInterval,
    Duration heartbeatTimeout,
    Duration dataTimeout,
    Duration maxAge,
    Backoff backoff) {

  /** The venue's limit of subscriptions on one socket. */
  public static final int MAX_CHANNELS = 1024;

  /** Checks the number of channels and keeps a copy. */
  public FeedSettings {
    channels = List.copyOf(channels);
    if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "a feed carries 1 to " + MAX_CHANNELS + " channels, not " + channels.size());
    }
  }

  /**
   * How long a reader may wait for room in the buffer: half of the shortest time within which
   * something unanswered would end the session, because the reader also reads those answers.
   */
  Duration longestBlock() {
    Duration shortest =
        pingInterval.compareTo(heartbeatTimeout) < 0 ? pingInterval : heartbeatTimeout;
    return shortest.dividedBy(2);
  }

  /** The URL without user, query or fragment, safe to log. */
  public String loggableUrl() {
    return url.getScheme()
        + "://"
        + url.getHost()
        + (url.getPort() < 0 ? "" : ":" + url.getPort())
        + (url.getPath() == null ? "" : url.getPath());
  }
}
