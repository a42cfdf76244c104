package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.EventId;
import dev.orderflow.simulator.exchange.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The faults that wait for frames of one connection. */
final class FrameFaults {
  private static final String PREDECESSOR = "\"pre_event_id\":\"";
  private static final long RESTART_AHEAD_MICROS = 14_000;

  private final Connection connection;
  private final List<ArmedFault> armed = new ArrayList<>();
  private final List<Frame> held = new ArrayList<>();
  private Consumer<ArmedFault> trigger = fault -> {};

  FrameFaults(Connection connection) {
    this.connection = connection;
  }

  /** Who performs the faults that hit the connection rather than a frame. */
  void onTrigger(Consumer<ArmedFault> action) {
    trigger = action;
  }

  void arm(ArmedFault fault) {
    armed.add(fault);
  }

  /** Passes a frame through the faults in the order in which they were injected. */
  void deliver(Frame published) {
    Optional<Frame> frame = Optional.of(published);
    if (!armed.isEmpty()) {
      long now = System.nanoTime();
      for (ArmedFault fault : List.copyOf(armed)) {
        if (frame.isPresent() && !fault.isOver(now) && applies(fault, published) && fault.hit()) {
          frame = apply(fault, frame.get());
        }
        if (fault.isOver(now)) {
          disarm(fault);
        }
      }
    }
    frame.ifPresent(left -> connection.send(left, DeliveryStatus.SENT));
  }

  private static boolean applies(ArmedFault fault, Frame frame) {
    return fault.matches(frame.channel())
        && switch (fault.fault().type()) {
          case CHAIN_RESTART -> frame.channel().kind() == ChannelKind.LIVE_ORDERS;
          default -> true;
        };
  }

  /** What a fault leaves of a frame for the faults after it; empty where it is dealt with. */
  private Optional<Frame> apply(ArmedFault fault, Frame frame) {
    switch (fault.fault().type()) {
      case LOSE -> connection.deny(frame, DeliveryStatus.LOST);
      case DUPLICATE -> {
        connection.send(frame, DeliveryStatus.SENT);
        connection.send(frame, DeliveryStatus.DUPLICATED);
      }
      case TRUNCATE -> {
        connection.inject(Arrays.copyOf(frame.text(), frame.text().length / 2));
        connection.deny(frame, DeliveryStatus.TRUNCATED);
      }
      case REORDER -> {
        held.add(frame);
        if (held.size() >= fault.fault().count()) {
          releaseHeld();
        }
      }
      case CHAIN_RESTART -> {
        return Optional.of(restarted(frame));
      }
      case STALL -> {
        if (ArmedFault.isOfConnection(fault.fault())) {
          trigger.accept(fault);
          return Optional.of(frame);
        }
        connection.deny(frame, DeliveryStatus.STALLED);
      }
      default -> {
        trigger.accept(fault);
        return Optional.of(frame);
      }
    }
    return Optional.empty();
  }

  /** The frame with the predecessor that a restarted chain was seen to have. */
  private static Frame restarted(Frame frame) {
    byte[] text = frame.text().clone();
    int at = new String(text, StandardCharsets.US_ASCII).indexOf(PREDECESSOR);
    new EventId(frame.microtimestamp() + RESTART_AHEAD_MICROS, EventId.ORDER_BOOK_SOURCE)
        .overwrite(text, at + PREDECESSOR.length());
    return frame.withText(text);
  }

  boolean isArmed(ArmedFault fault) {
    return armed.contains(fault);
  }

  /** A fault that holds frames back is over: they are sent, and no more are held. */
  void endHold(ArmedFault fault) {
    disarm(fault);
    releaseHeld();
  }

  /** Sends what is held back, last frame first. */
  void releaseHeld() {
    for (int i = held.size() - 1; i >= 0; i--) {
      connection.send(held.get(i), DeliveryStatus.SENT);
    }
    held.clear();
  }

  /** The connection ends: what a fault holds back is lost by the fault. */
  void end() {
    held.forEach(frame -> connection.deny(frame, DeliveryStatus.LOST));
    held.clear();
    clear();
  }

  void clear() {
    List.copyOf(armed).forEach(this::disarm);
  }

  private void disarm(ArmedFault fault) {
    fault.end();
    armed.remove(fault);
  }
}
