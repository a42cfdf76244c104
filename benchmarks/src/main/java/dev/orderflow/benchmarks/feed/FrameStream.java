package dev.orderflow.benchmarks.feed;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;

/** One WebSocket connection: answers what the client says, and sends it the frames it wants. */
final class FrameStream {

  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int AT_ONCE = 128;
  private static final long NANOS = 1_000_000_000;

  private final OutputStream out;
  private final DataInputStream in;
  private final HttpRequest request;
  private final StreamRequest wanted;
  private final Start start;
  private volatile boolean closed;

  FrameStream(Socket socket, InputStream in, HttpRequest request, StreamRequest wanted, Start start)
      throws IOException {
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(in);
    this.request = request;
    this.wanted = wanted;
    this.start = start;
  }

  /** Returns when the client closes. */
  void run() throws IOException {
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + accept(request.webSocketKey().orElseThrow())
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    int subscriptions = 0;
    try {
      while (!closed) {
        int opcode = in.readUnsignedByte() & 0x0F;
        byte[] payload = payload();
        if (opcode == CLOSE) {
          send(CLOSE, payload);
          return;
        } else if (opcode == PING) {
          send(PING + 1, payload);
        } else if (opcode == TEXT) {
          String text = new String(payload, StandardCharsets.US_ASCII);
          answer(text);
          if (text.contains("bts:subscribe") && ++subscriptions == wanted.markets()) {
            Thread sender = new Thread(this::stream, "sender");
            sender.setDaemon(true);
            sender.start();
          }
        }
      }
    } finally {
      closed = true;
    }
  }

  private void answer(String text) throws IOException {
    if (text.contains("bts:heartbeat")) {
      send(1, "{\"event\":\"bts:heartbeat\",\"channel\":\"\",\"data\":{\"status\":\"success\"}}");
    } else if (text.contains("bts:subscribe")) {
      String channel = text.replaceAll(".*\"channel\" *: *\"([^\"]*)\".*", "$1");
      send(
          1,
          "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"" + channel + "\",\"data\":{}}");
    }
  }

  private void stream() {
    try {
      FrameBlock block = new FrameBlock(wanted.symbols(), wanted.kind(), start.micros());
      start.await();
      if (wanted.rate() == 0) {
        fast(block);
      } else {
        paced(block);
      }
    } catch (IOException gone) {
      closed = true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The time of all frames counts on from the run's, so that every connection has the same. */
  private void fast(FrameBlock block) throws IOException {
    long sent = 0;
    while (sent < wanted.frames() && !closed) {
      int first = (int) (sent % block.size());
      int count = Math.min(AT_ONCE, block.size() - first);
      count = (int) Math.min(count, wanted.frames() - sent);
      for (int i = 0; i < count; i++) {
        block.stamp(first + i, start.micros() + ++sent);
      }
      write(block, first, count);
    }
  }

  /** Every frame carries the time at which it is written. */
  private void paced(FrameBlock block) throws IOException {
    long began = System.nanoTime();
    long last = start.micros();
    long sent = 0;
    while (sent < wanted.frames() && !closed) {
      long due = (System.nanoTime() - began) * wanted.rate() / NANOS + 1;
      int first = (int) (sent % block.size());
      int count = (int) Math.min(Math.min(due, wanted.frames()) - sent, block.size() - first);
      if (count > 0) {
        for (int i = 0; i < count; i++) {
          last = Math.max(last + 1, FrameServer.micros());
          block.stamp(first + i, last);
        }
        sent += count;
        write(block, first, count);
      } else {
        LockSupport.parkNanos(began + sent * NANOS / wanted.rate() - System.nanoTime());
      }
    }
  }

  private void write(FrameBlock block, int first, int count) throws IOException {
    int from = block.start(first);
    synchronized (out) {
      out.write(block.wire(), from, block.start(first + count) - from);
    }
  }

  private void send(int opcode, String text) throws IOException {
    send(opcode, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Everything said beside the stream is short. */
  private void send(int opcode, byte[] payload) throws IOException {
    boolean small = payload.length < 126;
    byte[] frame = new byte[payload.length + (small ? 2 : 4)];
    frame[0] = (byte) (0x80 | opcode);
    frame[1] = (byte) (small ? payload.length : 126);
    if (!small) {
      frame[2] = (byte) (payload.length >>> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
    synchronized (out) {
      out.write(frame);
    }
  }

  private byte[] payload() throws IOException {
    int length = in.readUnsignedByte() & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return payload;
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
