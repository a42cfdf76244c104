package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Sessions whose chains have ids of their own: seen by the same event under two ids.
 *
 * <p>Then one session leads, and of the others only those frames are kept aside that are newer than
 * what was written. When the leader ends another one goes on behind the event that both had.
 */
final class OwnChains {

  private static final int REMEMBERED = 4_000;

  /** How an event came first, of those that came last. */
  private final Map<OrderContent, First> came = bounded();

  /** The ids of the events written last. */
  private final Map<OrderContent, String> written = bounded();

  /** The sessions that do not lead. */
  private final Map<Long, Aside> aside = new LinkedHashMap<>();

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

  /** Whether sessions have turned out to have ids of their own. */
  boolean differ() {
    return differ;
  }

  /** An event was written, from the stream or a list. */
  void written(Message.Data data) {
    OrderContent.of(data)
        .ifPresent(
            content -> {
              written.put(content, data.eventId());
              aside.values().forEach(other -> other.joinAt(content));
            });
  }

  /** Whether an event has been written under another id. */
  boolean isWritten(Message.Data data) {
    return !written.isEmpty()
        && OrderContent.of(data)
            .map(written::get)
            .filter(id -> !id.equals(data.eventId()))
            .isPresent();
  }

  /** Whether a frame is of another chain than the leader's; then it is kept aside. */
  boolean isOfAnother(FeedEvent.Frame frame, HeldFrames<String> held) {
    Optional<OrderContent> content = OrderContent.of(frame.data());
    if (!differ && content.isPresent()) {
      compare(frame, content.get(), held);
    }
    if (!differ) {
      return false;
    }
    if (leader.isEmpty()) {
      leader = OptionalLong.of(frame.session());
    }
    if (leader.getAsLong() == frame.session()) {
      return false;
    }
    Aside other = aside.computeIfAbsent(frame.session(), session -> new Aside());
    other.add(frame);
    content.filter(written::containsKey).ifPresent(other::joinAt);
    return true;
  }

  private void compare(FeedEvent.Frame frame, OrderContent content, HeldFrames<String> held) {
    String id = frame.data().eventId();
    First known = came.putIfAbsent(content, new First(id, frame.session()));
    if (known == null || known.id.equals(id) || known.session == frame.session()) {
      return;
    }
    differ = true;
    leader = OptionalLong.of(known.session);
    for (FeedEvent.Frame one : held.removeAllBut(known.session)) {
      aside.computeIfAbsent(one.session(), session -> new Aside()).add(one);
    }
  }

  /**
   * A session ended.
   *
   * @param joined is told the newest event that was written and that the session which leads now
   *     brought too, as that names it
   * @return the frames of that session which are to be taken in now
   */
  List<FeedEvent.Frame> ended(long session, Consumer<Message.Data> joined) {
    aside.remove(session);
    came.values().removeIf(first -> first.session == session);
    if (leader.isEmpty() || leader.getAsLong() != session) {
      return List.of();
    }
    leader = OptionalLong.empty();
    if (aside.isEmpty()) {
      return List.of();
    }
    long next = aside.keySet().iterator().next();
    leader = OptionalLong.of(next);
    Aside other = aside.remove(next);
    other.joined.ifPresent(frame -> joined.accept(frame.data()));
    return new ArrayList<>(other.frames);
  }

  /** By which id, and over which session, an event came first. */
  private record First(String id, long session) {}

  /** What a session that does not lead has brought behind the newest event that was written. */
  private static final class Aside {

    private final ArrayDeque<FeedEvent.Frame> frames = new ArrayDeque<>();
    private Optional<FeedEvent.Frame> joined = Optional.empty();

    void add(FeedEvent.Frame frame) {
      frames.add(frame);
      if (frames.size() > REMEMBERED) {
        frames.poll();
      }
    }

    /** An event was written: what this session brought before it was written too, or is missing. */
    void joinAt(OrderContent content) {
      Optional<FeedEvent.Frame> same =
          frames.stream()
              .filter(frame -> OrderContent.of(frame.data()).filter(content::equals).isPresent())
              .findFirst();
      if (same.isPresent()) {
        joined = same;
        while (frames.poll() != same.get()) {
          // Older.
        }
      }
    }
  }
}
