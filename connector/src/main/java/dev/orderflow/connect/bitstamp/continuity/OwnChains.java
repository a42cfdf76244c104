package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Sessions whose chains have ids of their own: seen by the same event under two ids.
 *
 * <p>Then one session leads, that which wrote last, and the frames of the others are kept aside.
 * When it ends another one goes on behind the event that both had.
 */
final class OwnChains {

  private static final int REMEMBERED = 4_000;

  /** The id that an event came with first. */
  private final Map<OrderContent, String> ids = bounded();

  /** The newest frames of sessions that do not lead. */
  private final Map<Long, Map<String, FeedEvent.Frame>> aside = new LinkedHashMap<>();

  private OptionalLong leader = OptionalLong.empty();
  private boolean differ;

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** A streamed event was written. */
  void written(long session, Message.Data data) {
    if (aside.isEmpty() || leader.isEmpty()) {
      leader = OptionalLong.of(session);
    }
  }

  /** Whether the session that led before has brought an event already, under another id. */
  boolean isWritten(Message.Data data) {
    return differ
        && OrderContent.of(data).map(ids::get).filter(id -> !id.equals(data.eventId())).isPresent();
  }

  /** Whether a frame is of another chain than the leader's; then it is kept aside. */
  boolean isOfAnother(FeedEvent.Frame frame, HeldFrames<String> held) {
    Message.Data data = frame.data();
    if (!aside.containsKey(frame.session())) {
      OrderContent.of(data).ifPresent(content -> compare(frame, content, held));
    }
    Map<String, FeedEvent.Frame> kept = aside.get(frame.session());
    if (kept != null) {
      kept.put(data.eventId(), frame);
    }
    return kept != null;
  }

  private void compare(FeedEvent.Frame frame, OrderContent content, HeldFrames<String> held) {
    String id = frame.data().eventId();
    String known = ids.putIfAbsent(content, id);
    if (known != null && !known.equals(id) && leader.isPresent()) {
      long other = Long.MIN_VALUE;
      if (leader.getAsLong() == frame.session()) {
        other = held.sessionOf(known).orElse(Long.MIN_VALUE);
        if (other != Long.MIN_VALUE) {
          ids.put(content, id);
        }
      } else {
        other = frame.session();
      }
      if (other != Long.MIN_VALUE && !aside.containsKey(other)) {
        Map<String, FeedEvent.Frame> kept = bounded();
        held.removeAllOf(other).forEach(one -> kept.put(one.data().eventId(), one));
        aside.put(other, kept);
        differ = true;
      }
    }
  }

  /**
   * A session ended.
   *
   * @param joined is told the event last written, as the session that leads now names it
   * @return the frames of that session which are to be taken in now
   */
  List<FeedEvent.Frame> ended(long session, Consumer<Message.Data> joined) {
    aside.remove(session);
    if (leader.isEmpty() || leader.getAsLong() != session) {
      return List.of();
    }
    leader = OptionalLong.empty();
    if (aside.isEmpty()) {
      return List.of();
    }
    long next = aside.keySet().iterator().next();
    leader = OptionalLong.of(next);
    List<FeedEvent.Frame> frames = new ArrayList<>(aside.remove(next).values());
    int from = 0;
    for (int i = 0; i < frames.size(); i++) {
      Message.Data data = frames.get(i).data();
      boolean both =
          OrderContent.of(data)
              .map(content -> !ids.getOrDefault(content, data.eventId()).equals(data.eventId()))
              .orElse(false);
      if (both) {
        joined.accept(data);
        from = i + 1;
      }
    }
    return frames.subList(from, frames.size());
  }
}
