package dev.orderflow.connect.bitstamp.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * One socket, from the moment it is opened until it is over.
 *
 * <p>OkHttp's reader thread of this socket calls the listener's methods, parses and puts events
 * into the buffer. The feed's thread supervises through {@link #check} and may {@link #end} it. An
 * ended session delivers nothing more: OkHttp may still call back, on other threads too.
 */
final class WebSocketSession extends WebSocketListener {

  private static final String HEARTBEAT = "{\"event\":\"bts:heartbeat\"}";
  private static final int NORMAL_CLOSURE = 1000;

  /**
   * For so long a replaced session and its successor deliver the same: two servers of the venue may
   * not be equally far.
   */
  private static final long OVERLAP_NANOS = Duration.ofSeconds(1).toNanos();

  private final long id;
  private final FeedSettings settings;
  private final MessageParser parser;
  private final EventBuffer buffer;
  private final FeedStatistics statistics;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Runnable changed;
  private final long startedAt;

  private final DueData due;
  private final Set<String> unacknowledged;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();

  private volatile WebSocket socket;
  private volatile boolean open;
  private volatile boolean delivering;
  private volatile boolean reconnectRequested;
  private volatile boolean delivered;
  private volatile long lastDataAt;
  private volatile long heartbeatAnsweredAt;
  private volatile String venueError = "";
  private volatile FeedEvent.Ended ended;
  private volatile Optional<Retirement> retirement = Optional.empty();
  private volatile boolean closeSent;

  /** Owned by the feed's thread. */
  private long heartbeatSentAt;

  WebSocketSession(
      long id,
      FeedSettings settings,
      MessageParser parser,
      EventBuffer buffer,
      FeedStatistics statistics,
      Clock clock,
      LongSupplier nanos,
      Runnable changed) {
    this.id = id;
    this.settings = settings;
    this.parser = parser;
    this.buffer = buffer;
    this.statistics = statistics;
    this.clock = clock;
    this.nanos = nanos;
    this.changed = changed;
    startedAt = nanos.getAsLong();
    lastDataAt = startedAt;
    heartbeatSentAt = startedAt;
    heartbeatAnsweredAt = startedAt;
    due = new DueData(settings.channels(), startedAt);
    unacknowledged =
        settings.channels().stream()
            .map(Channel::name)
            .collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
  }

  /** Starts to connect; the rest happens on OkHttp's threads. */
  void connect(OkHttpClient client) {
    socket =
        client.newWebSocket(new Request.Builder().url(settings.url().toString()).build(), this);
  }

  /** The session's number, see {@link FeedEvent#session()}. */
  long id() {
    return id;
  }

  /** Whether every channel was acknowledged and the session is not over. */
  boolean isSubscribed() {
    return open && unacknowledged.isEmpty() && !ending.get();
  }

  /** Whether a data frame of this session reached the buffer. */
  boolean hasDelivered() {
    return delivered;
  }

  /** When the last data frame came, by the feed's ticker; the start while there was none. */
  long lastDataAt() {
    return lastDataAt;
  }

  /** When it was opened, by the feed's ticker. */
  long startedAt() {
    return startedAt;
  }

  boolean isReconnectRequested() {
    return reconnectRequested;
  }

  boolean isOver() {
    return ending.get();
  }

  /** Why it ended. Only for a session that is over. */
  FeedEvent.Ended ended() {
    return ended;
  }

  /** Ends the session when something is overdue, and sends heartbeats. On the feed's thread. */
  void check(long now) {
    if (ending.get()) {
      return;
    }
    if (!unacknowledged.isEmpty()) {
      checkSubscriptions(now);
      return;
    }
    checkHeartbeat(now);
    if (now - lastDataAt > settings.dataTimeout().toNanos()) {
      end(EndReason.NO_DATA, "no data for " + seconds(settings.dataTimeout()));
    }
    due.overdue(now, settings.dataTimeout())
        .ifPresent(
            channel ->
                end(
                    EndReason.NO_DATA,
                    "no data on " + channel + ", though others of its market have some"));
  }

  private void checkSubscriptions(long now) {
    if (now - startedAt > 2 * settings.connectTimeout().toNanos()) {
      String refusal = venueError.isEmpty() ? "" : "; the exchange said: " + venueError;
      end(
          EndReason.NOT_SUBSCRIBED,
          "no acknowledgement of "
              + unacknowledged.stream().sorted().limit(3).collect(Collectors.joining(", "))
              + (unacknowledged.size() > 3 ? ", …" : "")
              + refusal);
    }
  }

  private void checkHeartbeat(long now) {
    boolean awaiting = heartbeatSentAt > heartbeatAnsweredAt;
    if (awaiting && now - heartbeatSentAt > settings.heartbeatTimeout().toNanos()) {
      end(
          EndReason.NO_HEARTBEAT,
          "heartbeat unanswered for " + seconds(settings.heartbeatTimeout()));
    } else if (!awaiting && now - heartbeatSentAt > settings.heartbeatInterval().toNanos()) {
      heartbeatSentAt = now;
      socket.send(HEARTBEAT);
    }
  }

  /**
   * Another session has taken over. This one delivers on for a moment; then it is closed, and what
   * the exchange sent until it heard that is still taken in.
   */
  void retire(EndReason reason, String detail, long now) {
    retirement = Optional.of(new Retirement(reason, detail, now));
  }

  /** Closes a retired session when it is time. On the feed's thread. */
  void checkRetired(long now) {
    retirement.filter(retired -> !ending.get()).ifPresent(retired -> closeWhenDue(retired, now));
  }

  private void closeWhenDue(Retirement retired, long now) {
    long since = now - retired.since();
    if (!closeSent && since >= OVERLAP_NANOS) {
      closeSent = true;
      if (!socket.close(NORMAL_CLOSURE, null)) {
        end(retired.reason(), retired.detail());
      }
    } else if (since > OVERLAP_NANOS + settings.connectTimeout().toNanos()) {
      end(retired.reason(), retired.detail() + "; the close was not answered");
    }
  }

  /** Ends the session, once, whatever the thread; later calls change nothing. */
  void end(EndReason reason, String detail) {
    end(reason, detail, false);
  }

  private void end(EndReason reason, String detail, boolean complete) {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    ended = new FeedEvent.Ended(id, micros(), reason, detail, complete);
    statistics.sessionEnded(reason);
    WebSocket current = socket;
    if (current != null && !complete) {
      if (!reason.isOrderly() || !current.close(NORMAL_CLOSURE, null)) {
        current.cancel();
      }
    }
    if (!delivering) {
      finish();
    }
    changed.run();
  }

  /** The last event of a session goes in once, behind a frame that is just being handed over. */
  private void finish() {
    if (finished.compareAndSet(false, true)) {
      buffer.put(ended);
    }
  }

  @Override
  public void onOpen(WebSocket webSocket, Response response) {
    socket = webSocket;
    open = true;
    for (Channel channel : settings.channels()) {
      webSocket.send(
          "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"" + channel.name() + "\"}}");
    }
  }

  @Override
  public void onMessage(WebSocket webSocket, String text) {
    receive(text, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void onMessage(WebSocket webSocket, ByteString bytes) {
    receive(bytes.utf8(), bytes.toByteArray());
  }

  private void receive(String text, byte[] utf8) {
    long at = micros();
    if (utf8.length > settings.maxFrameBytes()) {
      receiveTooLong(utf8, at);
      return;
    }
    Message message = parser.parse(utf8);
    if (message instanceof Message.Data data) {
      deliver(new FeedEvent.Frame(id, at, data, text, utf8.length));
    } else if (message instanceof Message.Malformed malformed) {
      statistics.malformedReceived();
      deliver(new FeedEvent.MalformedFrame(id, at, malformed.reason(), text, utf8.length));
    } else {
      control(message, at);
    }
  }

  private void receiveTooLong(byte[] utf8, long at) {
    int kept = settings.maxFrameBytes();
    String start = new String(utf8, 0, kept, StandardCharsets.UTF_8);
    String reason = "cut from " + utf8.length + " to " + kept + " bytes";
    statistics.malformedReceived();
    deliver(new FeedEvent.MalformedFrame(id, at, reason, start, kept));
  }

  private void control(Message message, long at) {
    if (message instanceof Message.SubscriptionSucceeded succeeded) {
      acknowledged(succeeded.channel(), at);
    } else if (message instanceof Message.HeartbeatAnswered) {
      heartbeatAnsweredAt = nanos.getAsLong();
    } else if (message instanceof Message.ReconnectRequested) {
      reconnectRequested = true;
      changed.run();
    } else if (message instanceof Message.VenueError error) {
      statistics.venueErrorReceived();
      venueError = (error.code() + " " + error.text()).strip();
    } else if (message instanceof Message.UnsubscriptionSucceeded unsubscribed) {
      end(EndReason.NOT_SUBSCRIBED, "the exchange ended " + unsubscribed.channel());
    }
  }

  private void acknowledged(String name, long at) {
    delivering = true;
    try {
      if (!ending.get() && unacknowledged.remove(name)) {
        Channel.parse(name).ifPresent(c -> buffer.put(new FeedEvent.Subscribed(id, at, c)));
        if (unacknowledged.isEmpty()) {
          lastDataAt = nanos.getAsLong();
          due.restart(lastDataAt);
          changed.run();
        }
      }
    } finally {
      handedOver();
    }
  }

  private void deliver(FeedEvent frame) {
    delivering = true;
    try {
      if (!ending.get()) {
        statistics.frameReceived(frame.bytes());
        if (buffer.offer(frame, settings.longestBlock())) {
          lastDataAt = nanos.getAsLong();
          if (frame instanceof FeedEvent.Frame understood) {
            due.delivered(understood.data().channel(), lastDataAt);
          }
          if (!delivered) {
            delivered = true;
            changed.run();
          }
        } else {
          end(EndReason.BUFFER_FULL, "the buffer stayed full; the topic cannot keep up");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(EndReason.STOPPED, "interrupted");
    } finally {
      handedOver();
    }
  }

  private void handedOver() {
    delivering = false;
    if (ending.get() && ended != null) {
      finish();
    }
  }

  @Override
  public void onClosing(WebSocket webSocket, int code, String reason) {
    String detail = "close code " + code + (reason.isEmpty() ? "" : " " + reason);
    retirement.ifPresentOrElse(
        retired -> end(retired.reason(), retired.detail() + "; " + detail, closeSent),
        () -> end(EndReason.CLOSED_BY_VENUE, detail));
  }

  @Override
  public void onFailure(WebSocket webSocket, Throwable t, Response response) {
    String status = response == null ? "" : "HTTP " + response.code() + ", ";
    end(EndReason.CONNECTION_FAILED, status + t);
  }

  private long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  /**
   * Why a session is on its way out.
   *
   * @param reason what it will have ended for
   * @param detail the same for people
   * @param since when its successor took over, by the feed's ticker
   */
  private record Retirement(EndReason reason, String detail, long since) {}
}
