package dev.orderflow.connect.bitstamp.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * One socket, from the moment it is opened until it is over.
 *
 * <p>OkHttp's reader thread of this socket calls the listener's methods, parses and enqueues
 * events. The supervisor's thread looks after it through {@link #check} and may {@link #end} it.
 * Both meet at one lock, under which the state changes and events are enqueued: so nothing of a
 * session comes after its end, though OkHttp may call back later and on other threads. Nothing
 * waits under the lock.
 */
final class WebSocketSession extends WebSocketListener {

  private static final String HEARTBEAT = "{\"event\":\"bts:heartbeat\"}";
  private static final int NORMAL_CLOSURE = 1000;

  /**
   * For so long a replaced session and its successor deliver the same: two servers of the venue may
   * not be equally far.
   */
  private static final long OVERLAP_NANOS = Duration.ofSeconds(1).toNanos();

  /** On a quiet channel a successor takes over without having brought a frame of it. */
  private static final long QUIET_TAKEOVER_NANOS = Duration.ofSeconds(3).toNanos();

  /** The states of a session, in the order in which it passes through them; it may skip some. */
  private enum State {
    /** The socket is being opened, or not every channel is acknowledged. */
    SUBSCRIBING,
    /** Every channel is acknowledged. */
    SUBSCRIBED,
    /** Another session has taken over; this one delivers on for a moment. */
    RETIRED,
    /** The exchange was told; what it sent until it heard that is still taken in. */
    CLOSING,
    /** Nothing of it follows. */
    OVER
  }

  private final long id;
  private final FeedSettings settings;
  private final MessageParser parser;
  private final FeedEventQueue queue;
  private final FeedStatistics statistics;
  private final FeedEnvironment environment;
  private final Runnable changed;
  private final long startedAt;

  private final Object lock = new Object();

  /** This and the following are guarded by the lock. */
  private State state = State.SUBSCRIBING;

  private final Set<String> unacknowledged;

  /** Channels that have not brought a frame yet. */
  private final Set<Channel> undelivered;

  private final ChannelSilence silence;
  private Optional<WebSocket> socket = Optional.empty();
  private boolean delivered;
  private boolean reconnectRequested;
  private long subscribedAt;
  private long lastDataAt;
  private OptionalLong heartbeatAnsweredAt = OptionalLong.empty();
  private long heartbeatSentAt;
  private boolean heartbeatAwaited;
  private String venueError = "";
  private Optional<Retirement> retirement = Optional.empty();
  private Optional<FeedEvent.Ended> ended = Optional.empty();

  WebSocketSession(
      long id,
      FeedSettings settings,
      MessageParser parser,
      FeedEventQueue queue,
      FeedStatistics statistics,
      FeedEnvironment environment,
      Runnable changed) {
    this.id = id;
    this.settings = settings;
    this.parser = parser;
    this.queue = queue;
    this.statistics = statistics;
    this.environment = environment;
    this.changed = changed;
    startedAt = now();
    lastDataAt = startedAt;
    heartbeatSentAt = startedAt;
    silence = new ChannelSilence(settings.channels(), startedAt);
    undelivered = new HashSet<>(settings.channels());
    unacknowledged = settings.channels().stream().map(Channel::name).collect(Collectors.toSet());
  }

  /** Starts to connect; the rest happens on OkHttp's threads. */
  void connect() {
    Request request = new Request.Builder().url(settings.url().toString()).build();
    opened(environment.sockets().newWebSocket(request, this));
  }

  private void opened(WebSocket webSocket) {
    synchronized (lock) {
      socket = Optional.of(webSocket);
    }
  }

  /** The session's number, see {@link FeedEvent#session()}. */
  long id() {
    return id;
  }

  /** When it was opened, by the feed's ticker. */
  long startedAt() {
    return startedAt;
  }

  /** What is known of it now. */
  Status status() {
    synchronized (lock) {
      return new Status(
          state == State.SUBSCRIBED,
          delivered,
          reconnectRequested,
          lastDataAt,
          heartbeatAnsweredAt,
          ended);
    }
  }

  /**
   * Whether it may replace another session: it has brought a frame of every channel, so that it can
   * be shown to go on where the other one ends, or had time enough for it.
   */
  boolean canTakeOver(long now) {
    synchronized (lock) {
      return state == State.SUBSCRIBED
          && (undelivered.isEmpty() || now - subscribedAt > QUIET_TAKEOVER_NANOS);
    }
  }

  /**
   * Ends the session when something is overdue, and sends heartbeats. On the supervisor's thread.
   */
  void check(long now) {
    Optional<Overdue> overdue;
    boolean heartbeat;
    synchronized (lock) {
      overdue =
          switch (state) {
            case SUBSCRIBING -> unacknowledged(now);
            case SUBSCRIBED -> unansweredHeartbeat(now);
            default -> Optional.empty();
          };
      heartbeat =
          state == State.SUBSCRIBED
              && !heartbeatAwaited
              && now - heartbeatSentAt > settings.heartbeatInterval().toNanos();
      if (heartbeat) {
        heartbeatSentAt = now;
        heartbeatAwaited = true;
      }
    }
    if (overdue.isPresent()) {
      end(overdue.get().reason, overdue.get().detail);
    } else if (heartbeat) {
      socket().ifPresent(open -> open.send(HEARTBEAT));
    }
  }

  /**
   * Why the session should be replaced for its silence: no data at all, or none on a channel of
   * which others show that it has some. It may still be alive, and a quiet market sounds the same.
   */
  Optional<String> silence(long now) {
    synchronized (lock) {
      if (state != State.SUBSCRIBED) {
        return Optional.empty();
      }
      if (now - lastDataAt > settings.dataTimeout().toNanos()) {
        return Optional.of("no data for " + seconds(settings.dataTimeout()));
      }
      return silence
          .overdue(now, settings.dataTimeout())
          .map(channel -> "no data on " + channel + ", though others of its market have some");
    }
  }

  private Optional<Overdue> unacknowledged(long now) {
    if (now - startedAt <= 2 * settings.connectTimeout().toNanos()) {
      return Optional.empty();
    }
    String refusal = venueError.isEmpty() ? "" : "; the exchange said: " + venueError;
    return Optional.of(
        new Overdue(
            EndReason.NOT_SUBSCRIBED,
            "no acknowledgement of "
                + unacknowledged.stream().sorted().limit(3).collect(Collectors.joining(", "))
                + (unacknowledged.size() > 3 ? ", …" : "")
                + refusal));
  }

  private Optional<Overdue> unansweredHeartbeat(long now) {
    return heartbeatAwaited && now - heartbeatSentAt > settings.heartbeatTimeout().toNanos()
        ? Optional.of(
            new Overdue(
                EndReason.NO_HEARTBEAT,
                "heartbeat unanswered for " + seconds(settings.heartbeatTimeout())))
        : Optional.empty();
  }

  /**
   * Another session has taken over. This one delivers on for a moment; then it is closed, and what
   * the exchange sent until it heard that is still taken in.
   */
  void retire(EndReason reason, String detail, long now) {
    synchronized (lock) {
      if (state != State.OVER) {
        state = State.RETIRED;
        retirement = Optional.of(new Retirement(reason, detail, now));
      }
    }
  }

  /** Closes a retired session when it is time. On the supervisor's thread. */
  void checkRetired(long now) {
    Optional<Retirement> overdue = Optional.empty();
    boolean close = false;
    synchronized (lock) {
      long since = retirement.map(retired -> now - retired.since()).orElse(0L);
      if (state == State.RETIRED && since >= OVERLAP_NANOS) {
        state = State.CLOSING;
        close = true;
      } else if (state == State.CLOSING
          && since > OVERLAP_NANOS + settings.connectTimeout().toNanos()) {
        overdue = retirement;
      }
    }
    if (close && !socket().map(open -> open.close(NORMAL_CLOSURE, null)).orElse(false)) {
      endRetired("the socket was closed");
    }
    overdue.ifPresent(retired -> endRetired("the close was not answered"));
  }

  private void endRetired(String how) {
    Optional<Retirement> retired;
    synchronized (lock) {
      retired = retirement;
    }
    retired.ifPresent(why -> end(why.reason(), why.detail() + "; " + how));
  }

  /** Ends the session, once, whatever the thread; later calls change nothing. */
  void end(EndReason reason, String detail) {
    end(reason, detail, false);
  }

  private void end(EndReason reason, String detail, boolean complete) {
    synchronized (lock) {
      if (state == State.OVER) {
        return;
      }
      state = State.OVER;
      FeedEvent.Ended event = new FeedEvent.Ended(id, micros(), reason, detail, complete);
      ended = Optional.of(event);
      statistics.sessionEnded(reason);
      queue.enqueue(event);
    }
    if (!complete) {
      socket()
          .filter(open -> !reason.isOrderly() || !open.close(NORMAL_CLOSURE, null))
          .ifPresent(WebSocket::cancel);
    }
    changed.run();
  }

  @Override
  public void onOpen(WebSocket webSocket, Response response) {
    opened(webSocket);
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

  /** A defect of ours, or memory that is exhausted, must not look like a socket that broke. */
  private void receive(String text, byte[] utf8) {
    try {
      understand(text, utf8);
    } catch (RuntimeException | Error e) {
      queue.fail(e);
      socket().ifPresent(WebSocket::cancel);
    }
  }

  private void understand(String text, byte[] utf8) {
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
      synchronized (lock) {
        heartbeatAwaited = false;
        heartbeatAnsweredAt = OptionalLong.of(now());
      }
    } else if (message instanceof Message.ReconnectRequested) {
      synchronized (lock) {
        reconnectRequested = true;
      }
      changed.run();
    } else if (message instanceof Message.VenueError error) {
      statistics.venueErrorReceived();
      synchronized (lock) {
        venueError = (error.code() + " " + error.text()).strip();
      }
    } else if (message instanceof Message.UnsubscriptionSucceeded unsubscribed) {
      end(EndReason.NOT_SUBSCRIBED, "the exchange ended " + unsubscribed.channel());
    }
  }

  private void acknowledged(String name, long at) {
    synchronized (lock) {
      if (state == State.OVER || !unacknowledged.remove(name)) {
        return;
      }
      Channel.parse(name)
          .ifPresent(channel -> queue.enqueue(new FeedEvent.Subscribed(id, at, channel)));
      if (!unacknowledged.isEmpty() || state != State.SUBSCRIBING) {
        return;
      }
      state = State.SUBSCRIBED;
      subscribedAt = now();
      lastDataAt = subscribedAt;
      silence.restart(subscribedAt);
    }
    changed.run();
  }

  private void deliver(FeedEvent frame) {
    boolean room;
    boolean first;
    synchronized (lock) {
      if (state == State.OVER) {
        return;
      }
      statistics.frameReceived(frame.bytes());
      room = queue.enqueue(frame);
      first = !delivered;
      delivered = true;
      lastDataAt = now();
      if (frame instanceof FeedEvent.Frame understood) {
        silence.delivered(understood.data().channel(), lastDataAt);
        undelivered.remove(understood.data().channel());
      }
    }
    if (first) {
      changed.run();
    }
    if (!room) {
      awaitRoom();
    }
  }

  private void awaitRoom() {
    try {
      if (!queue.awaitRoom(settings.longestBlock())) {
        end(EndReason.BUFFER_FULL, "the buffer stayed full: its frames are not taken");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(EndReason.STOPPED, "interrupted");
    }
  }

  @Override
  public void onClosing(WebSocket webSocket, int code, String reason) {
    String detail = "close code " + code + (reason.isEmpty() ? "" : " " + reason);
    Optional<Retirement> retired;
    boolean complete;
    synchronized (lock) {
      retired = retirement;
      complete = state == State.CLOSING;
    }
    retired.ifPresentOrElse(
        why ->
            end(why.reason(), why.detail() + "; " + detail, complete && why.reason().isPlanned()),
        () -> end(EndReason.CLOSED_BY_VENUE, detail));
  }

  @Override
  public void onFailure(WebSocket webSocket, Throwable t, Response response) {
    String status = response == null ? "" : "HTTP " + response.code() + ", ";
    boolean unavailable = response != null && response.code() >= 500;
    end(unavailable ? EndReason.UNAVAILABLE : EndReason.CONNECTION_FAILED, status + t);
  }

  private Optional<WebSocket> socket() {
    synchronized (lock) {
      return socket;
    }
  }

  private long now() {
    return environment.nanos().getAsLong();
  }

  private long micros() {
    return environment.micros().getAsLong();
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  /**
   * What others may know of a session. Times are by the feed's ticker.
   *
   * @param isSubscribed whether every channel is acknowledged and no successor has taken over
   * @param hasDelivered whether a data frame came
   * @param isReconnectRequested whether the exchange asked for another session
   * @param lastDataAt when the last data frame came, or all was subscribed; the start before that
   * @param heartbeatAnsweredAt when a heartbeat was last answered; empty while none was
   * @param ended how it ended; empty while it has not
   */
  record Status(
      boolean isSubscribed,
      boolean hasDelivered,
      boolean isReconnectRequested,
      long lastDataAt,
      OptionalLong heartbeatAnsweredAt,
      Optional<FeedEvent.Ended> ended) {}

  /** What a session has waited for too long. */
  private record Overdue(EndReason reason, String detail) {}

  /**
   * Why a session is on its way out.
   *
   * @param reason what it will have ended for
   * @param detail the same for people
   * @param since when its successor took over, by the feed's ticker
   */
  private record Retirement(EndReason reason, String detail, long since) {}
}
