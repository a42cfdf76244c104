package dev.orderflow.simulator.bench;

import dev.orderflow.simulator.Simulator;
import dev.orderflow.simulator.SimulatorOptions;
import dev.orderflow.simulator.server.Exchange;
import dev.orderflow.simulator.server.ExchangeSettings;
import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.FrameSource;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.Venue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Measures how fast the simulator serves one loopback client that only counts frames.
 *
 * <p>Run by hand: {@code frames FRAMES} sends one pre-encoded frame again and again through the
 * exchange thread, the delivery log and the socket, {@code replay FRAMES} sends recorded frames at
 * full speed, {@code market SECONDS} runs a market as fast as it can, {@code live RATE SECONDS}
 * runs one in real time.
 */
final class ThroughputProbe {
  private static final String FRAME =
      "{\"data\":{\"id\":2046839978831872,\"id_str\":\"2046839978831872\",\"order_type\":1,"
          + "\"order_subtype\":5,\"datetime\":\"1788551766\",\"microtimestamp\":"
          + "\"1788551766364000\",\"amount\":0.18816587,\"amount_str\":\"0.18816587\","
          + "\"amount_traded\":\"0\",\"amount_at_create\":\"0.18816587\",\"price\":79728.11,"
          + "\"price_str\":\"79728.11\",\"is_liquidation\":false},"
          + "\"channel\":\"live_orders_btcusd\",\"event\":\"order_created\","
          + "\"event_id\":\"00065aad-a8b2-4f60-0000-000103000020\","
          + "\"pre_event_id\":\"00065aad-a8b2-3408-0000-000102000020\","
          + "\"order_source\":\"orderbook\"}\n";

  private ThroughputProbe() {}

  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "replay" -> replay(Long.parseLong(arguments[1]));
      case "frames" -> frames(Long.parseLong(arguments[1]));
      case "market" ->
          run(
              SimulatorOptions.defaults().speed(Double.POSITIVE_INFINITY),
              Long.parseLong(arguments[1]));
      case "live" ->
          run(
              SimulatorOptions.defaults().rate(Double.parseDouble(arguments[1])),
              Long.parseLong(arguments[2]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void frames(long frames) throws IOException {
    ExchangeSettings settings =
        new ExchangeSettings(
            "127.0.0.1", 0, 0, Double.POSITIVE_INFINITY, 64L << 20, 1_000_000, 1_000, false);
    try (Exchange exchange = new Exchange(new PreencodedFrames(frames), settings);
        Socket socket = subscribe(URI.create("http://127.0.0.1:" + exchange.port()))) {
      report("frames", socket, frames, Long.MAX_VALUE);
    }
  }

  private static void replay(long frames) throws IOException {
    Path file = Files.createTempFile("probe", ".jsonl");
    try {
      try (BufferedWriter out = Files.newBufferedWriter(file)) {
        for (long i = 0; i < frames; i++) {
          out.write(FRAME);
        }
      }
      try (Simulator simulator =
              Simulator.start(
                  SimulatorOptions.defaults().replay(file).speed(Double.POSITIVE_INFINITY));
          Socket socket = subscribe(URI.create(simulator.httpUrl()))) {
        report("replay", socket, frames, Long.MAX_VALUE);
      }
    } finally {
      Files.delete(file);
    }
  }

  private static void run(SimulatorOptions options, long seconds) throws IOException {
    try (Simulator simulator = Simulator.start(options);
        Socket socket = subscribe(URI.create(simulator.httpUrl()))) {
      report("warm-up", socket, Long.MAX_VALUE, 5);
      long cpu = processCpuNanos();
      long lagBefore = simulator.truth().now() - lastEvent(simulator);
      report("market", socket, Long.MAX_VALUE, seconds);
      System.out.printf(
          "cpu of server and client %.2f s, engine behind its clock by %d ms before, %d ms after%n",
          (processCpuNanos() - cpu) / 1e9,
          lagBefore / 1000,
          (simulator.truth().now() - lastEvent(simulator)) / 1000);
    }
  }

  private static long lastEvent(Simulator simulator) {
    String id = simulator.truth().markets().get(0).lastEventId().orElseThrow();
    return Long.parseLong(id.replace("-", ""), 0, 16, 16);
  }

  private static long processCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static Socket subscribe(URI uri) throws IOException {
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setReceiveBufferSize(1 << 20);
    String upgrade =
        "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
    int newlines = 0;
    while (newlines < 2) {
      int read = socket.getInputStream().read();
      newlines = read == '\n' ? newlines + 1 : read == '\r' ? newlines : 0;
    }
    byte[] text =
        "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"live_orders_btcusd\"}}"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[text.length + 6];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | text.length);
    System.arraycopy(text, 0, frame, 6, text.length);
    socket.getOutputStream().write(frame);
    return socket;
  }

  /** Counts frames until a number of them or of seconds has come. */
  private static void report(String what, Socket socket, long frames, long seconds)
      throws IOException {
    FrameCounter counter = new FrameCounter();
    byte[] buffer = new byte[1 << 20];
    InputStream in = socket.getInputStream();
    long bytes = 0;
    counter.count(buffer, in.read(buffer));
    long start = System.nanoTime();
    long end = seconds == Long.MAX_VALUE ? Long.MAX_VALUE : start + seconds * 1_000_000_000;
    long before = counter.frames();
    while (counter.frames() < frames && System.nanoTime() < end) {
      int read = in.read(buffer);
      bytes += read;
      counter.count(buffer, read);
    }
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: %,d frames, %,d MB in %.2f s: %,.0f frames/s%n",
        what, counter.frames() - before, bytes >> 20, took, (counter.frames() - before) / took);
  }

  /** One frame, encoded once, as often as wanted. */
  private static final class PreencodedFrames implements FrameSource {
    private final PublicChannel channel =
        new PublicChannel(0, ChannelKind.LIVE_ORDERS, "live_orders_btcusd");
    private final AsciiBuffer text =
        new AsciiBuffer().raw(FRAME.strip().getBytes(StandardCharsets.US_ASCII));
    private long left;

    PreencodedFrames(long frames) {
      this.left = frames;
    }

    @Override
    public List<PublicChannel> channels() {
      return List.of(channel);
    }

    @Override
    public long nextDue() {
      return left > 0 ? 0 : Long.MAX_VALUE;
    }

    @Override
    public int advance(long now, int budget, FrameSink sink) {
      int done = (int) Math.min(budget, left);
      for (int i = 0; i < done; i++) {
        sink.publish(channel, new FrameKey(left, left), text);
      }
      left -= done;
      return done;
    }

    @Override
    public void publishPending(FrameSink sink) {
      // Nothing is on its way.
    }

    @Override
    public int awaitedSubscriptions() {
      return 1;
    }

    @Override
    public Optional<Venue> venue() {
      return Optional.empty();
    }
  }

  /** Finds the frames of a server in a stream of bytes. */
  private static final class FrameCounter {
    private long frames;
    private int headerLeft = 2;
    private long payloadLeft;
    private boolean inPayload;
    private boolean extended;

    long frames() {
      return frames;
    }

    void count(byte[] bytes, int length) {
      int at = 0;
      while (at < length) {
        if (inPayload) {
          long take = Math.min(payloadLeft, length - at);
          at += (int) take;
          payloadLeft -= take;
          if (payloadLeft == 0) {
            frames++;
            inPayload = false;
            headerLeft = 2;
            extended = false;
          }
          continue;
        }
        int value = bytes[at++] & 0xFF;
        headerLeft--;
        if (extended) {
          payloadLeft = payloadLeft << 8 | value;
        } else if (headerLeft == 0) {
          extended = value >= 126;
          headerLeft = value == 126 ? 2 : value == 127 ? 8 : 0;
          payloadLeft = extended ? 0 : value;
        }
        inPayload = headerLeft == 0;
      }
    }
  }
}
