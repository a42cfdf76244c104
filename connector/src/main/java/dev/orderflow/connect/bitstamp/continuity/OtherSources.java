package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Events of orders that are not in the book, such as stop orders, on the book's channel.
 *
 * <p>They are written as they come. They may stand in the book's chain or in one of their own; so
 * they are never waited for, and a book event whose predecessor is one of them follows the book
 * event before that.
 */
final class OtherSources {

  static final String BOOK = "orderbook";

  private static final int REMEMBERED = 1_000;

  private final Map<String, String> predecessors = bounded();
  private final Map<OrderContent, String> contents = bounded();

  private static <K> Map<K, String> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, String> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** Whether an event or a row of that source is one. */
  static boolean isOne(String orderSource) {
    return !orderSource.isEmpty() && !orderSource.equals(BOOK);
  }

  /** Takes one in; false when it came before. */
  boolean add(Message.Data data) {
    boolean isNew = predecessors.putIfAbsent(data.eventId(), data.preEventId()) == null;
    return isNew
        && OrderContent.of(data)
            .map(content -> contents.putIfAbsent(content, data.eventId()) == null)
            .orElse(true);
  }

  /** The event of the book's own chain that an id stands behind: mostly itself. */
  String inBook(String id) {
    String found = id;
    // Events that name each other as predecessors have no end.
    for (int i = 0; i < REMEMBERED && predecessors.containsKey(found); i++) {
      found = predecessors.get(found);
    }
    return found;
  }
}
