package dev.orderflow.simulator.replay;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.venue.AsciiBuffer;
import dev.orderflow.simulator.venue.ChannelKind;
import dev.orderflow.simulator.venue.EventId;
import dev.orderflow.simulator.venue.FrameKey;
import dev.orderflow.simulator.venue.FrameSink;
import dev.orderflow.simulator.venue.FrameSource;
import dev.orderflow.simulator.venue.PublicChannel;
import dev.orderflow.simulator.venue.Venue;
import dev.orderflow.simulator.venue.VenueSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  private static final double MICROS_PER_SECOND = 1e6;

  /** One frame, with the places that are written over; a place is -1 where the frame has none. */
  private record Template(
      PublicChannel channel, byte[] text, int time, int eventId, int previousId, long low) {}

  private final Map<String, PublicChannel> channels = new LinkedHashMap<>();
  private final List<Template> templates = new ArrayList<>();
  private final AsciiBuffer buffer = new AsciiBuffer();
  private final Venue venue;
  private final long frames;
  private final OptionalDouble framesPerSecond;
  private final int awaitedSubscriptions;
  private final long startMicros;
  private final LongSupplier wallMicros;
  private final EventId[] lastIds;
  private long sent;
  private long lastMicros;

  /**
   * Creates the source.
   *
   * @param templates the frames, whose channels must be of the venue's markets
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
    this.frames = frames;
    this.framesPerSecond = framesPerSecond;
    this.awaitedSubscriptions = awaitedSubscriptions;
    this.wallMicros = wallMicros;
    this.startMicros = wallMicros.getAsLong();
    this.lastMicros = startMicros;
    templates.forEach(text -> this.templates.add(template(text)));
    this.lastIds = new EventId[channels.size()];
    List<Market> markets =
        channels.values().stream()
            .map(channel -> channel.name().substring(channel.kind().prefix().length()))
            .distinct()
            .map(symbol -> Market.named(symbol).orElseThrow())
            .toList();
    this.venue =
        new Venue(
            new VenueSettings(markets, 1, startMicros, OptionalDouble.empty(), 0, HISTORY, 0));
  }

  /** Frames of {@code live_orders} as markets publish them, each different. */
  public static List<String> orders(List<Market> markets, long seed, int count) {
    List<String> frames = new ArrayList<>(count);
    Venue venue =
        new Venue(
            new VenueSettings(
                markets,
                seed,
                1_788_552_000_000_000L,
                OptionalDouble.empty(),
                BOOK_ORDERS,
                HISTORY,
                0));
    FrameSink sink =
        new FrameSink() {
          @Override
          public boolean wanted(PublicChannel channel) {
            return channel.kind() == ChannelKind.LIVE_ORDERS;
          }

          @Override
          public void publish(PublicChannel channel, FrameKey key, AsciiBuffer text) {
            if (frames.size() < count) {
              frames.add(text.toString());
            }
          }
        };
    while (frames.size() < count) {
      venue.advance(Long.MAX_VALUE - 1, 1_000, sink);
    }
    return frames;
  }

  /** Whether the frames have a rate. */
  public boolean isPaced() {
    return framesPerSecond.isPresent();
  }

  /** The time before the first frame's, microseconds since the epoch. */
  public long startMicros() {
    return startMicros;
  }

  private Template template(String frame) {
    byte[] text = frame.getBytes(StandardCharsets.US_ASCII);
    RecordedLine line =
        RecordedLine.parse(text)
            .orElseThrow(() -> new IllegalArgumentException("no frame of a channel: " + frame));
    PublicChannel channel =
        channels.computeIfAbsent(
            line.channel(),
            name ->
                new PublicChannel(
                    channels.size(), ChannelKind.of(name).orElseThrow(), line.channel()));
    return new Template(
        channel,
        text,
        behind(frame, "\"microtimestamp\":\""),
        behind(frame, "\"event_id\":\""),
        behind(frame, "\"pre_event_id\":\""),
        line.key().number());
  }

  private static int behind(String frame, String name) {
    int at = frame.indexOf(name);
    return at < 0 ? -1 : at + name.length();
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
    return framesPerSecond.isEmpty()
        ? lastMicros + 1
        : startMicros + (long) (sent * MICROS_PER_SECOND / framesPerSecond.getAsDouble());
  }

  @Override
  public int advance(long now, int budget, FrameSink sink) {
    int done = 0;
    while (done < budget && nextDue() <= now) {
      publish(templates.get((int) (sent % templates.size())), sink);
      done++;
    }
    return done;
  }

  private void publish(Template template, FrameSink sink) {
    long micros = lastMicros + 1;
    if (framesPerSecond.isPresent()) {
      micros = Math.max(micros, wallMicros.getAsLong());
    }
    sent++;
    lastMicros = micros;
    byte[] text = template.text().clone();
    writeDecimal(text, template.time(), micros);
    EventId id = new EventId(micros, template.low());
    if (template.eventId() >= 0) {
      EventId.write(text, template.eventId(), id);
      EventId previous = lastIds[template.channel().index()];
      if (template.previousId() >= 0 && previous != null) {
        EventId.write(text, template.previousId(), previous);
      }
      lastIds[template.channel().index()] = id;
    }
    venue.changed(micros);
    if (sink.wanted(template.channel())) {
      sink.publish(
          template.channel(), new FrameKey(micros, template.low()), buffer.clear().raw(text));
    }
  }

  private static void writeDecimal(byte[] text, int at, long micros) {
    long rest = micros;
    for (int i = at + 15; at >= 0 && i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  @Override
  public void publishPending(FrameSink sink) {
    // A frame is published when it is made.
  }

  @Override
  public int awaitedSubscriptions() {
    return awaitedSubscriptions;
  }

  /** Markets without orders, so that HTTP has something to answer: an empty book, an empty past. */
  @Override
  public Optional<Venue> venue() {
    return Optional.of(venue);
  }
}
