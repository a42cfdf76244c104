package dev.orderflow.simulator.replay;

import dev.orderflow.simulator.exchange.ChannelKind;
import dev.orderflow.simulator.exchange.EventId;
import dev.orderflow.simulator.exchange.Exchange;
import dev.orderflow.simulator.exchange.ExchangeSettings;
import dev.orderflow.simulator.exchange.Frame;
import dev.orderflow.simulator.exchange.FrameSink;
import dev.orderflow.simulator.exchange.FrameSource;
import dev.orderflow.simulator.exchange.PublicChannel;
import dev.orderflow.simulator.market.Market;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Frames made beforehand as a source of load: sent again and again, each time with a time and an id
 * of its own, so that every channel's chain of events goes on without a break.
 *
 * <p>Without a rate, times count on from the start by a microsecond a frame. With a rate, a frame
 * carries the wall clock's time at which it is handed to the sockets, or a microsecond more than
 * the frame before, whichever is later.
 */
public final class PrebuiltFrames implements FrameSource {
  private static final int BOOK_ORDERS = 5_000;
  private static final int HISTORY = 20_000;
  private static final long EXCHANGE_START_MICROS = 1_788_552_000_000_000L;
  private static final double MICROS_PER_SECOND = 1e6;

  /** One frame, with the places that are written over; a place is -1 where the frame has none. */
  private record Template(Frame frame, int time, int eventId, int previousId) {}

  private final Map<String, PublicChannel> channels = new LinkedHashMap<>();
  private final Map<PublicChannel, EventId> lastIds = new HashMap<>();
  private final List<Template> templates;
  private final Exchange exchange;
  private final long frames;
  private final OptionalDouble framesPerSecond;
  private final int awaitedSubscriptions;
  private final long startMicros;
  private final LongSupplier wallMicros;
  private long sent;
  private long lastMicros;

  /**
   * Creates the source.
   *
   * @param templates the frames, whose channels must be of known markets
   * @param frames how many are published in all; then it stays silent
   * @param framesPerSecond empty for as fast as the clients read
   * @param awaitedSubscriptions how many subscriptions there must be before the first frame
   * @param wallMicros the wall clock, microseconds since the epoch
   */
  public PrebuiltFrames(
      List<String> templates,
      long frames,
      OptionalDouble framesPerSecond,
      int awaitedSubscriptions,
      LongSupplier wallMicros) {
    this.templates = templates.stream().map(this::template).toList();
    this.frames = frames;
    this.framesPerSecond = framesPerSecond;
    this.awaitedSubscriptions = awaitedSubscriptions;
    this.wallMicros = wallMicros;
    this.startMicros = wallMicros.getAsLong();
    this.lastMicros = startMicros;
    List<Market> markets =
        channels.values().stream()
            .map(PublicChannel::symbol)
            .distinct()
            .map(symbol -> Market.named(symbol).orElseThrow())
            .toList();
    this.exchange =
        new Exchange(
            new ExchangeSettings(markets, 1, startMicros, OptionalDouble.empty(), 0, HISTORY, 0));
  }

  /** Frames of {@code live_orders} as markets publish them, each different. */
  public static List<String> orders(List<Market> markets, long seed, int count) {
    List<String> frames = new ArrayList<>(count);
    Exchange exchange =
        new Exchange(
            new ExchangeSettings(
                markets,
                seed,
                EXCHANGE_START_MICROS,
                OptionalDouble.empty(),
                BOOK_ORDERS,
                HISTORY,
                0));
    FrameSink sink =
        new FrameSink() {
          @Override
          public boolean wanted(PublicChannel channel) {
            return channel.kind() == ChannelKind.LIVE_ORDERS && frames.size() < count;
          }

          @Override
          public void publish(Frame frame) {
            frames.add(frame.json());
          }
        };
    while (frames.size() < count) {
      exchange.advance(Long.MAX_VALUE - 1, 1_000, sink);
    }
    return frames;
  }

  private Template template(String text) {
    RecordedLine line =
        RecordedLine.parse(text)
            .orElseThrow(() -> new IllegalArgumentException("no frame of a channel: " + text));
    ChannelKind kind =
        ChannelKind.of(line.channel())
            .orElseThrow(() -> new IllegalArgumentException("no public channel: " + text));
    PublicChannel channel =
        channels.computeIfAbsent(line.channel(), name -> new PublicChannel(kind, name));
    return new Template(
        line.frame(channel),
        after(text, "\"microtimestamp\":\""),
        after(text, "\"event_id\":\""),
        after(text, "\"pre_event_id\":\""));
  }

  private static int after(String text, String name) {
    int at = text.indexOf(name);
    return at < 0 ? -1 : at + name.length();
  }

  /** Whether the frames have a rate. */
  public boolean isPaced() {
    return framesPerSecond.isPresent();
  }

  /** The time before the first frame's, microseconds since the epoch. */
  public long startMicros() {
    return startMicros;
  }

  @Override
  public List<PublicChannel> channels() {
    return List.copyOf(channels.values());
  }

  @Override
  public long nextDue() {
    if (sent == frames) {
      return Long.MAX_VALUE;
    }
    return isPaced()
        ? startMicros + (long) (sent * MICROS_PER_SECOND / framesPerSecond.getAsDouble())
        : lastMicros + 1;
  }

  @Override
  public int advance(long now, int budget, FrameSink sink) {
    int done = 0;
    while (done < budget && nextDue() <= now) {
      Template template = templates.get((int) (sent++ % templates.size()));
      lastMicros = Math.max(lastMicros + 1, isPaced() ? wallMicros.getAsLong() : 0);
      Frame next = at(lastMicros, template);
      if (sink.wanted(next.channel())) {
        sink.publish(next);
      }
      done++;
    }
    exchange.changed(lastMicros);
    return done;
  }

  private Frame at(long micros, Template template) {
    Frame frame = template.frame();
    byte[] text = frame.text().clone();
    if (template.time() >= 0) {
      byte[] digits = Long.toString(micros).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, text, template.time(), digits.length);
    }
    if (template.eventId() >= 0) {
      EventId id = new EventId(micros, frame.number());
      id.overwrite(text, template.eventId());
      EventId previous = lastIds.put(frame.channel(), id);
      if (template.previousId() >= 0 && previous != null) {
        previous.overwrite(text, template.previousId());
      }
    }
    return new Frame(frame.channel(), micros, frame.number(), text);
  }

  @Override
  public int awaitedSubscriptions() {
    return awaitedSubscriptions;
  }

  /** Markets without orders, so that HTTP has something to answer: an empty book, an empty past. */
  @Override
  public Optional<Exchange> exchange() {
    return Optional.of(exchange);
  }
}
