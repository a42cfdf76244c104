package dev.orderflow.integration;

import dev.orderflow.simulator.Truth;
import dev.orderflow.simulator.server.ConnectionView;
import dev.orderflow.simulator.server.Delivery;
import dev.orderflow.simulator.server.Disposition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the exchange's connections were sent and denied of one book channel, by microtimestamp. */
final class BookDeliveries {

  private static final Set<Disposition> DENIED =
      EnumSet.of(Disposition.LOST, Disposition.STALLED, Disposition.TRUNCATED);

  /** How a connection ended that the client replaced, or left when it was stopped. */
  private static final String ORDERLY = "close 1000 ";

  private final Map<Long, List<Disposition>> all = new HashMap<>();
  private final Set<Long> late = new HashSet<>();
  private final Set<Long> undetectable = new HashSet<>();

  private BookDeliveries() {}

  static BookDeliveries of(Truth truth, String channel) {
    BookDeliveries deliveries = new BookDeliveries();
    for (ConnectionView connection : truth.connections()) {
      deliveries.add(
          truth.deliveries(connection.id(), channel), connection.endReason().equals(ORDERLY));
    }
    return deliveries;
  }

  /**
   * Notes what became of a connection's frames.
   *
   * @param replaced whether the client ended it while it worked
   */
  private void add(List<Delivery> ofOneConnection, boolean replaced) {
    long newest = 0;
    Set<Long> denied = new HashSet<>();
    for (Delivery delivery : ofOneConnection) {
      long time = delivery.microtimestamp();
      all.computeIfAbsent(time, key -> new ArrayList<>()).add(delivery.disposition());
      if (DENIED.contains(delivery.disposition())) {
        denied.add(time);
      } else if (delivery.disposition().sent()) {
        if (time < newest) {
          late.add(time);
        }
        newest = Math.max(newest, time);
        // The same session went on: nothing in the frame says that some before it are missing.
        undetectable.addAll(denied);
        denied.clear();
      }
    }
    if (replaced) {
      undetectable.addAll(denied);
    }
  }

  /** Whether a connection lost the frame by a fault. */
  boolean isDenied(long time) {
    return of(time).stream().anyMatch(DENIED::contains);
  }

  /** Whether a connection lost the frame and went on, or was replaced while it worked. */
  boolean isUndetectable(long time) {
    return undetectable.contains(time);
  }

  /** Whether a connection was sent the frame behind later ones. */
  boolean isLate(long time) {
    return late.contains(time);
  }

  /** What became of a frame, for people. */
  List<Disposition> of(long time) {
    return all.getOrDefault(time, List.of());
  }
}
