package dev.orderflow.simulator.server;

import dev.orderflow.simulator.exchange.EventLog;
import dev.orderflow.simulator.exchange.Frame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One WebSocket connection: what it subscribed to, was sent and was denied. */
final class Connection {
  /** No instant at which something ends, because it has not begun. */
  static final long NEVER = Long.MIN_VALUE;

  private static final long UNREAD_SECONDS = 5;

  final int id;
  private final Channel socket;
  final FrameWriter out;
  final EventLog<Delivery> log;
  final ConnectionFaults faults = new ConnectionFaults(this);
  final Set<String> channels = new LinkedHashSet<>();
  private long queuedFrames;
  private long injectedFrames;
  private long deniedFrames;
  private boolean open = true;

  // In the time of System.nanoTime(); NEVER spares each frame the look at the clock.
  private long silentUntil = NEVER;
  private long muteUntil = NEVER;

  private String endReason = "";

  Connection(int id, Channel socket, long retainedDeliveries) {
    this.id = id;
    this.socket = socket;
    this.out = new FrameWriter(socket);
    this.log = new EventLog<>(retainedDeliveries);
  }

  boolean isOpen() {
    return open;
  }

  /** Data frames that were to be written and never will be. */
  private long unwrittenFrames() {
    return open ? 0 : queuedFrames - out.writtenFrames();
  }

  ConnectionView view() {
    return new ConnectionView(
        id,
        open,
        endReason,
        out.writtenFrames(),
        deniedFrames + unwrittenFrames(),
        injectedFrames,
        List.copyOf(channels));
  }

  /** What became of its frames from a position of the log on; the last sent may be unwritten. */
  List<Delivery> deliveries(long from, long limit, Predicate<String> wanted) {
    long firstUnwritten = log.end();
    for (long left = unwrittenFrames(); left > 0 && firstUnwritten > log.first(); ) {
      left -= log.get(--firstUnwritten).status().sent() ? 1 : 0;
    }
    List<Delivery> result = new ArrayList<>();
    for (long at = Math.max(from, log.first()); at < log.end() && result.size() < limit; at++) {
      Delivery each = log.get(at);
      if (wanted.test(each.channel())) {
        result.add(at >= firstUnwritten ? each.unwritten() : each);
      }
    }
    return result;
  }

  /** Until then nothing at all is sent, control frames included. */
  void silentUntil(long nanos) {
    silentUntil = nanos;
  }

  /** Until then pings and heartbeats are not answered. */
  void muteUntil(long nanos) {
    muteUntil = nanos;
  }

  private boolean silent() {
    return silentUntil != NEVER && System.nanoTime() < silentUntil;
  }

  private boolean mute() {
    return muteUntil != NEVER && System.nanoTime() < muteUntil;
  }

  /** Runs something after a delay of real time. */
  void after(Duration delay, Runnable action) {
    socket.eventLoop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Passes a published frame through the faults to the socket. */
  void deliver(Frame frame) {
    if (open && silent()) {
      deny(frame, DeliveryStatus.STALLED);
    } else if (open) {
      faults.deliver(frame);
    }
  }

  /** Sends a frame of a channel, unless a fault has ended or silenced the connection meanwhile. */
  void send(Frame frame, DeliveryStatus as) {
    if (!open) {
      deny(frame, DeliveryStatus.CLOSED);
    } else if (silent()) {
      deny(frame, DeliveryStatus.STALLED);
    } else {
      out.frame(FrameWriter.TEXT, frame.text(), true);
      queuedFrames++;
      log.add(Delivery.of(frame, as));
    }
  }

  /** Notes a frame that is not sent. */
  void deny(Frame frame, DeliveryStatus why) {
    log.add(Delivery.of(frame, why));
    deniedFrames++;
  }

  /** Sends a text frame that no channel published. */
  void inject(byte[] text) {
    if (open && !silent()) {
      out.frame(FrameWriter.TEXT, text, false);
      injectedFrames++;
    }
  }

  /** Sends bytes that are no WebSocket frame. */
  void injectRaw(byte[] bytes) {
    if (open && !silent()) {
      out.raw(bytes);
      injectedFrames++;
    }
  }

  /** Sends a control message of the exchange. */
  void control(byte[] text) {
    sendNow(FrameWriter.TEXT, text);
  }

  void heartbeat() {
    if (!mute()) {
      control(ControlMessages.heartbeat());
    }
  }

  void ping() {
    sendNow(FrameWriter.PING, new byte[0]);
  }

  void pong(byte[] payload) {
    if (!mute()) {
      sendNow(FrameWriter.PONG, payload);
    }
  }

  private void sendNow(int opcode, byte[] payload) {
    if (open && !silent()) {
      out.frame(opcode, payload, false);
      out.flush();
    }
  }

  /** Ends the connection with a close frame, after what is queued. */
  void close(int code, String reason) {
    if (open) {
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      byte[] payload = new byte[text.length + 2];
      payload[0] = (byte) (code >>> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, 2, text.length);
      out.frame(FrameWriter.CLOSE, payload, false);
      out.flush();
      end("close " + code + " " + reason);
      socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      // A client that does not read never takes what is queued.
      var unread =
          socket.eventLoop().schedule(() -> socket.close(), UNREAD_SECONDS, TimeUnit.SECONDS);
      socket.closeFuture().addListener(closed -> unread.cancel(false));
    }
  }

  /** Ends the connection with a TCP reset; what is queued is lost. */
  void reset(String reason) {
    if (open) {
      end(reason);
      socket.config().setOption(ChannelOption.SO_LINGER, 0);
      socket.close();
    }
  }

  /** Notes that the connection is gone. */
  void end(String reason) {
    if (open) {
      faults.end();
      open = false;
      endReason = reason;
      out.discard();
    }
  }
}
