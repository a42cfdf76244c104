package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.EventId;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.server.FaultType.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The faults of one connection: what they make of its frames, and of the connection itself. */
final class ConnectionFaults {
  private static final Duration REORDER_HOLD = Duration.ofSeconds(1);
  private static final String PREDECESSOR = "\"pre_event_id\":\"";
  private static final long RESTART_AHEAD_MICROS = 14_000;
  private static final byte[] BROKEN = {(byte) 0xF3, (byte) 0x8A, 0x13, 0x37, 0x00, (byte) 0xFF};
  private static final byte[] GARBAGE =
      "%%% not json \u0007 {\"data\":[[[".getBytes(StandardCharsets.UTF_8);

  private final Connection connection;
  private final List<ArmedFault> armed = new ArrayList<>();
  private final List<Frame> held = new ArrayList<>();

  ConnectionFaults(Connection connection) {
    this.connection = connection;
  }

  /** Performs a fault at once where it waits for no frame; otherwise it waits for its frames. */
  void arm(ArmedFault added) {
    Fault fault = added.fault();
    boolean addsFrames = fault.type.scope() == Scope.ADDED_FRAMES;
    if (fault.after == 0 && (addsFrames || fault.isOfConnection())) {
      long times = fault.duration().isPresent() ? 1 : fault.count();
      while (times-- > 0 && added.hit()) {
        perform(fault);
      }
      added.end();
      return;
    }
    armed.add(added);
    if (fault.type == FaultType.REORDER) {
      endHoldLater(added);
    }
  }

  /** What is held back goes out after its time; a fault that has held nothing yet waits on. */
  private void endHoldLater(ArmedFault reorder) {
    connection.after(
        reorder.fault().duration().orElse(REORDER_HOLD),
        () -> {
          if (armed.contains(reorder) && reorder.hits() == 0) {
            endHoldLater(reorder);
          } else {
            reorder.end();
            releaseHeld();
          }
        });
  }

  /** Passes a frame through the faults in the order in which they were injected. */
  void deliver(Frame published) {
    Optional<Frame> frame = Optional.of(published);
    if (!armed.isEmpty()) {
      for (ArmedFault fault : List.copyOf(armed)) {
        if (frame.isPresent() && applies(fault, published) && fault.hit()) {
          frame = apply(fault.fault(), frame.get());
        }
      }
      armed.removeIf(ArmedFault::isOver);
    }
    frame.ifPresent(left -> connection.send(left, DeliveryStatus.SENT));
  }

  private static boolean applies(ArmedFault fault, Frame frame) {
    return fault.matches(frame.channel())
        && (fault.fault().type != FaultType.CHAIN_RESTART
            || frame.channel().kind() == ChannelKind.LIVE_ORDERS);
  }

  /** What a fault leaves of a frame for the faults after it; empty where it is dealt with. */
  private Optional<Frame> apply(Fault fault, Frame frame) {
    if (fault.isOfConnection() || fault.type.scope() == Scope.ADDED_FRAMES) {
      perform(fault);
      return Optional.of(frame);
    }
    switch (fault.type) {
      case LOSE -> connection.deny(frame, DeliveryStatus.LOST);
      case STALL -> connection.deny(frame, DeliveryStatus.STALLED);
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
        if (held.size() >= fault.count()) {
          releaseHeld();
        }
      }
      case CHAIN_RESTART -> {
        return Optional.of(restarted(frame));
      }
      default -> throw new IllegalStateException(fault.type + " is none of a connection's");
    }
    return Optional.empty();
  }

  private void perform(Fault fault) {
    switch (fault.type) {
      case DROP -> connection.reset("dropped by a fault");
      case CLOSE -> connection.close(fault.code, fault.reason);
      case MUTE -> connection.muteUntil(fault.endNanos());
      case STALL -> connection.silentUntil(fault.endNanos());
      case REQUEST_RECONNECT -> {
        connection.control(ControlMessages.requestReconnect());
        connection.after(fault.delay(), () -> connection.close(fault.code, fault.reason));
      }
      case GARBAGE -> connection.inject(GARBAGE);
      case BROKEN_FRAME -> connection.injectRaw(BROKEN);
      case HUGE -> connection.inject(huge(fault));
      default -> throw new IllegalStateException(fault.type + " waits for frames");
    }
  }

  private static byte[] huge(Fault fault) {
    String head = "{\"data\":{\"filler\":\"";
    String tail = "\"},\"channel\":\"" + fault.channel().orElse("") + "\",\"event\":\"filler\"}";
    String filler = "x".repeat(Math.max(0, fault.bytes - head.length() - tail.length()));
    return (head + filler + tail).getBytes(StandardCharsets.UTF_8);
  }

  /** The frame with the predecessor that a restarted chain was seen to have. */
  private static Frame restarted(Frame frame) {
    byte[] text = frame.text().clone();
    int at = frame.json().indexOf(PREDECESSOR);
    new EventId(frame.microtimestamp() + RESTART_AHEAD_MICROS, EventId.ORDER_BOOK_SOURCE)
        .overwrite(text, at + PREDECESSOR.length());
    return frame.withText(text);
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
    armed.forEach(ArmedFault::end);
  }

  /** Ends all faults that are going on. */
  void clear() {
    armed.forEach(ArmedFault::end);
    releaseHeld();
    connection.silentUntil(Connection.NEVER);
    connection.muteUntil(Connection.NEVER);
  }
}
