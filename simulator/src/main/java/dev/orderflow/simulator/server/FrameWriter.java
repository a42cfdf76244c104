package dev.orderflow.simulator.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * Writes WebSocket frames of one connection, many to a system call.
 *
 * <p>Frames are built here rather than by the pipeline because faults need wrong ones too, and
 * because a frame then costs one copy and no object.
 */
final class FrameWriter {
  static final int TEXT = 0x1;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  private static final int CHUNK_BYTES = 128 * 1024;
  private static final int FINAL = 0x80;

  private final Channel channel;
  private ByteBuf chunk;
  private int chunkFrames;
  private long pendingBytes;
  private long writtenFrames;
  private long lastProgressNanos = System.nanoTime();

  FrameWriter(Channel channel) {
    this.channel = channel;
  }

  /** Appends a frame; {@code counts} for one that carries data of the exchange. */
  void frame(int opcode, byte[] payload, boolean counts) {
    int length = payload.length;
    ByteBuf buffer = room(length + 10).writeByte(FINAL | opcode);
    if (length < 126) {
      buffer.writeByte(length);
    } else if (length < 65_536) {
      buffer.writeByte(126).writeShort(length);
    } else {
      buffer.writeByte(127).writeLong(length);
    }
    buffer.writeBytes(payload);
    chunkFrames += counts ? 1 : 0;
  }

  /** Appends bytes that are no frame. */
  void raw(byte[] bytes) {
    room(bytes.length).writeBytes(bytes);
  }

  /** Hands what was appended to the socket. */
  void flush() {
    if (chunk == null) {
      return;
    }
    int bytes = chunk.readableBytes();
    int frames = chunkFrames;
    if (pendingBytes == 0) {
      lastProgressNanos = System.nanoTime();
    }
    pendingBytes += bytes;
    ByteBuf full = chunk;
    chunk = null;
    chunkFrames = 0;
    channel
        .writeAndFlush(full)
        .addListener(
            written -> {
              writtenFrames += written.isSuccess() ? frames : 0;
              pendingBytes -= bytes;
              lastProgressNanos = System.nanoTime();
            });
  }

  /** Bytes that the kernel has not taken yet. */
  long pendingBytes() {
    return pendingBytes + (chunk == null ? 0 : chunk.readableBytes());
  }

  /** Frames with data that the kernel took. */
  long writtenFrames() {
    return writtenFrames;
  }

  /** When the kernel last took something, in the time of {@link System#nanoTime()}. */
  long lastProgressNanos() {
    return lastProgressNanos;
  }

  /** Throws away what was appended and not flushed. */
  void discard() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
      chunkFrames = 0;
    }
  }

  private ByteBuf room(int bytes) {
    if (chunk != null && chunk.maxWritableBytes() < bytes) {
      flush();
    }
    if (chunk == null) {
      chunk = channel.alloc().directBuffer(Math.max(4096, bytes), Math.max(CHUNK_BYTES, bytes));
    }
    return chunk;
  }
}
