package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.EventId;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.PublicChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The faults that wait for frames of one connection. Owned by the exchange thread. */
final class FrameFaults {
  private static final String PREDECESSOR = "\"pre_event_id\":\"";
  private static final long RESTART_AHEAD_MICROS = 14_000;

  private record Held(PublicChannel channel, FrameKey key, byte[] text) {}

  private final Connection connection;
  private final List<ArmedFault> armed = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private Consumer<ArmedFault> trigger = fault -> {};

  FrameFaults(Connection connection) {
    this.connection = connection;
  }

  /** Who performs the faults that hit the connection rather than a frame. */
  void onTrigger(Consumer<ArmedFault> action) {
    trigger = action;
  }

  boolean none() {
    return armed.isEmpty() && held.isEmpty();
  }

  void arm(ArmedFault fault) {
    armed.add(fault);
  }

  /** Passes a frame through the faults in the order in which they were injected. */
  void deliver(PublicChannel channel, FrameKey key, AsciiBuffer text) {
    long now = System.nanoTime();
    byte[] frame = text.array();
    int length = text.length();
    for (ArmedFault fault : List.copyOf(armed)) {
      if (fault.over(now)) {
        disarm(fault);
        continue;
      }
      if (!applies(fault, channel) || !fault.hits()) {
        continue;
      }
      boolean gone =
          switch (fault.fault().type()) {
            case LOSE -> deny(channel, key, Disposition.LOST);
            case STALL -> stall(fault, channel, key);
            case DUPLICATE -> duplicate(channel, key, frame, length);
            case TRUNCATE -> truncate(channel, key, frame, length);
            case REORDER -> hold(fault, channel, key, text);
            case CHAIN_RESTART -> {
              frame = restarted(key, text);
              yield false;
            }
            default -> {
              trigger.accept(fault);
              yield false;
            }
          };
      if (fault.over(now)) {
        disarm(fault);
      }
      if (gone) {
        return;
      }
      if (!connection.open()) {
        deny(channel, key, Disposition.CLOSED);
        return;
      }
    }
    if (connection.isSilent()) {
      deny(channel, key, Disposition.STALLED);
    } else {
      connection.send(channel, key, frame, length, Disposition.SENT);
    }
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
    List<Held> frames = List.copyOf(held);
    held.clear();
    for (int i = frames.size() - 1; i >= 0; i--) {
      Held frame = frames.get(i);
      connection.send(
          frame.channel(), frame.key(), frame.text(), frame.text().length, Disposition.SENT);
    }
  }

  /** The connection ends: what a fault holds back is lost by the fault. */
  void releaseAsLost() {
    held.forEach(frame -> deny(frame.channel(), frame.key(), Disposition.LOST));
    held.clear();
    clear();
  }

  void clear() {
    armed.forEach(ArmedFault::disarm);
    armed.clear();
  }

  private void disarm(ArmedFault fault) {
    if (armed.remove(fault)) {
      fault.disarm();
    }
  }

  private static boolean applies(ArmedFault fault, PublicChannel channel) {
    return switch (fault.fault().type()) {
      case CHAIN_RESTART -> channel.kind() == ChannelKind.LIVE_ORDERS && fault.matches(channel);
      default -> fault.matches(channel);
    };
  }

  private boolean deny(PublicChannel channel, FrameKey key, Disposition why) {
    connection.deny(channel, key, why);
    return true;
  }

  private boolean stall(ArmedFault fault, PublicChannel channel, FrameKey key) {
    if (fault.fault().channel().isEmpty()) {
      trigger.accept(fault);
      return false;
    }
    return deny(channel, key, Disposition.STALLED);
  }

  private boolean duplicate(PublicChannel channel, FrameKey key, byte[] frame, int length) {
    connection.send(channel, key, frame, length, Disposition.SENT);
    connection.send(channel, key, frame, length, Disposition.DUPLICATED);
    return true;
  }

  private boolean truncate(PublicChannel channel, FrameKey key, byte[] frame, int length) {
    byte[] half = new byte[length / 2];
    System.arraycopy(frame, 0, half, 0, half.length);
    connection.inject(half);
    return deny(channel, key, Disposition.TRUNCATED);
  }

  private boolean hold(ArmedFault fault, PublicChannel channel, FrameKey key, AsciiBuffer text) {
    held.add(new Held(channel, key, text.toBytes()));
    if (held.size() >= fault.fault().count()) {
      releaseHeld();
    }
    return true;
  }

  /** The frame with the predecessor that a restarted chain was seen to have. */
  private static byte[] restarted(FrameKey key, AsciiBuffer text) {
    byte[] frame = text.toBytes();
    String marker =
        new EventId(key.time() + RESTART_AHEAD_MICROS, EventId.ORDER_BOOK_SOURCE).toString();
    int at = text.toString().indexOf(PREDECESSOR) + PREDECESSOR.length();
    System.arraycopy(marker.getBytes(StandardCharsets.US_ASCII), 0, frame, at, marker.length());
    return frame;
  }
}
