package dev.orderflow.dashboard.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One browser's stream of server-sent events. At most one event is on its way: who sends looks at
 * {@link #isReady} first and leaves out what a slow browser cannot take. Any thread may call.
 */
public final class EventStream {

  private static final long IDLE = 0;

  private final Channel channel;
  private final Map<String, List<String>> query;
  private final AtomicLong sentAt = new AtomicLong(IDLE);
  private volatile int waitingBytes;

  EventStream(Channel channel, Map<String, List<String>> query) {
    this.channel = channel;
    this.query = query;
  }

  /** A parameter of the request; empty where it was not given. */
  public String parameter(String name) {
    return query.getOrDefault(name, List.of("")).get(0);
  }

  /** Whether the browser has taken everything that was sent. */
  public boolean isReady() {
    return sentAt.get() == IDLE && channel.isWritable();
  }

  /** Whether it is gone. */
  public boolean isClosed() {
    return !channel.isActive();
  }

  /**
   * How long the last event has been on its way.
   *
   * @param now nanoseconds, as of {@link System#nanoTime}
   * @return nanoseconds; 0 when it has been taken
   */
  public long waiting(long now) {
    long since = sentAt.get();
    return since == IDLE ? 0 : now - since;
  }

  /**
   * How much the browser has not taken.
   *
   * @return bytes; 0 when it has taken everything
   */
  public int waitingBytes() {
    return waitingBytes;
  }

  /**
   * Sends one event, already in the form of the protocol. The array must not change afterwards;
   * many streams may share it.
   *
   * @param event the bytes
   * @param now nanoseconds, as of {@link System#nanoTime}
   */
  public void send(byte[] event, long now) {
    waitingBytes = event.length;
    sentAt.set(now == IDLE ? 1 : now);
    channel
        .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(event)))
        .addListener(
            done -> {
              waitingBytes = 0;
              sentAt.set(IDLE);
            });
  }

  /** Closes the connection. */
  public void close() {
    channel.close();
  }
}
