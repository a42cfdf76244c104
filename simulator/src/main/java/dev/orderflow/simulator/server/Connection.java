package dev.orderflow.simulator.server;

import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.PublicChannel;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One WebSocket connection: what it subscribed to, was sent and was denied. Owned by the exchange.
 */
final class Connection {
  private final int id;
  private final Channel socket;
  private final Outbound out;
  private final DeliveryLog log;
  private final FrameFaults faults;
  private final Set<String> channels = new LinkedHashSet<>();
  private long queuedFrames;
  private long injectedFrames;
  private long deniedFrames;
  private boolean open = true;
  private boolean silent;
  private boolean mute;
  private String endReason = "";

  Connection(int id, Channel socket, Outbound out, DeliveryLog log) {
    this.id = id;
    this.socket = socket;
    this.out = out;
    this.log = log;
    this.faults = new FrameFaults(this);
  }

  int id() {
    return id;
  }

  boolean open() {
    return open;
  }

  /** Why the connection ended; empty while it is open. */
  String endReason() {
    return endReason;
  }

  Set<String> channels() {
    return channels;
  }

  DeliveryLog log() {
    return log;
  }

  Outbound out() {
    return out;
  }

  FrameFaults faults() {
    return faults;
  }

  /** Data frames that the kernel took. */
  long dataFrames() {
    return out.writtenFrames();
  }

  /** Frames that no channel published: garbage, halves, giants. */
  long injectedFrames() {
    return injectedFrames;
  }

  /** Frames that faults kept back or spoilt. */
  long deniedFrames() {
    return deniedFrames;
  }

  /** Data frames that were to be written and never will be. */
  long unwrittenFrames() {
    return open ? 0 : queuedFrames - out.writtenFrames();
  }

  List<Delivery> deliveries(long from, long limit, Predicate<PublicChannel> wanted) {
    return log.list(from, limit, unwrittenFrames(), wanted);
  }

  /** While silent, nothing at all is sent, control frames included. */
  void silent(boolean value) {
    silent = value;
  }

  boolean isSilent() {
    return silent;
  }

  /** While mute, pings and heartbeats are not answered. */
  void mute(boolean value) {
    mute = value;
  }

  /** Passes a published frame through the faults to the socket. */
  void deliver(PublicChannel channel, FrameKey key, AsciiBuffer text) {
    if (!open) {
      return;
    }
    if (silent) {
      deny(channel, key, Disposition.STALLED);
    } else if (faults.none()) {
      send(channel, key, text.array(), text.length(), Disposition.SENT);
    } else {
      faults.deliver(channel, key, text);
    }
  }

  /** Sends a frame of a channel. */
  void send(PublicChannel channel, FrameKey key, byte[] text, int length, Disposition as) {
    out.frame(Outbound.TEXT, text, length, true);
    queuedFrames++;
    log.add(channel, key, as);
  }

  /** Notes a frame that is not sent. */
  void deny(PublicChannel channel, FrameKey key, Disposition why) {
    log.add(channel, key, why);
    deniedFrames++;
  }

  /** Sends a text frame that no channel published. */
  void inject(byte[] text) {
    if (open && !silent) {
      out.frame(Outbound.TEXT, text, text.length, false);
      injectedFrames++;
    }
  }

  /** Sends bytes that are no WebSocket frame. */
  void injectRaw(byte[] bytes) {
    if (open && !silent) {
      out.raw(bytes);
      injectedFrames++;
    }
  }

  /** Sends a control message of the venue. */
  void control(byte[] text) {
    if (open && !silent) {
      out.frame(Outbound.TEXT, text, text.length, false);
    }
  }

  void heartbeat() {
    if (!mute) {
      control(ControlFrames.heartbeat());
    }
  }

  void ping() {
    if (open && !silent) {
      out.frame(Outbound.PING, new byte[0], 0, false);
    }
  }

  void pong(byte[] payload) {
    if (open && !silent && !mute) {
      out.frame(Outbound.PONG, payload, payload.length, false);
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
      out.frame(Outbound.CLOSE, payload, payload.length, false);
      out.flush();
      end("close " + code + " " + reason);
      socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Ends the connection with a TCP reset; what is queued is lost. */
  void reset(String reason) {
    if (open) {
      out.discard();
      end(reason);
      socket.config().setOption(ChannelOption.SO_LINGER, 0);
      socket.close();
    }
  }

  /** Notes that the connection is gone. */
  void end(String reason) {
    if (open) {
      faults.releaseAsLost();
      open = false;
      endReason = reason;
    }
  }
}
