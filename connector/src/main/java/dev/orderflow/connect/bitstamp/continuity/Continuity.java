package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.ExchangeRequests;
import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns what the sessions delivered into what is to be written: each exchange event once and in
 * order, and a declared gap wherever that could not be had.
 *
 * <p>Used by the task thread alone. It never blocks: answers to requests are taken in with the
 * frames.
 */
public final class Continuity {

  private static final long MICROSECOND = 1;
  private static final long MILLISECOND = 1_000;

  private final Map<Channel, ChannelContinuity> channels = new HashMap<>();
  private final Map<Channel, SnapshotPlacement> snapshots = new HashMap<>();
  private final Map<Channel, FillWitness> witnesses = new HashMap<>();
  private final ContinuitySettings settings;
  private final ContinuityStatistics statistics = new ContinuityStatistics();
  private final Inquiry.Desk desk;
  private List<Output> outputs = new ArrayList<>();
  private long now;

  /**
   * Continuity of a task's channels.
   *
   * @param positions how far a channel was written by earlier tasks; {@link Position#START} when it
   *     was not
   * @param requests where the exchange is asked; the answers must come to {@link #accept}
   * @param now the caller's ticker, nanoseconds
   */
  public Continuity(
      Collection<Channel> channels,
      Function<Channel, Position> positions,
      ExchangeRequests requests,
      ContinuitySettings settings,
      MicroClock clock,
      long now) {
    this.settings = settings;
    this.now = now;
    desk = new Inquiry.Desk(requests);
    if (settings.repairEnabled() && !settings.witnessWait().isZero()) {
      addWitnesses(channels, positions);
    }
    for (Channel channel : channels) {
      this.channels.put(channel, create(channel, positions.apply(channel), clock, now));
    }
  }

  private void addWitnesses(Collection<Channel> channels, Function<Channel, Position> positions) {
    for (Channel trades : channels) {
      Channel orders = new Channel(ChannelKind.LIVE_ORDERS, trades.market());
      if (trades.kind() == ChannelKind.LIVE_TRADES && channels.contains(orders)) {
        long disagreedAt =
            positions.apply(trades).audited().map(AuditedTrades::disagreedAt).orElse(Position.NONE);
        FillWitness witness = new FillWitness(settings.witnessWait(), disagreedAt);
        witnesses.put(trades, witness);
        witnesses.put(orders, witness);
      }
    }
  }

  private ChannelContinuity create(Channel channel, Position last, MicroClock clock, long now) {
    if (channel.kind() == ChannelKind.LIVE_TRADES) {
      return new TradeSequence(
          channel,
          last,
          inquiry(),
          Optional.ofNullable(witnesses.get(channel)),
          settings,
          statistics,
          clock,
          this::write,
          now);
    }
    boolean orders = channel.kind() == ChannelKind.LIVE_ORDERS;
    SnapshotPlacement placement =
        new SnapshotPlacement(
            channel,
            orders ? MILLISECOND : MICROSECOND,
            inquiry(),
            orders || channel.kind() == ChannelKind.DIFF_ORDER_BOOK
                ? settings
                : settings.withoutSnapshots(),
            statistics,
            clock,
            this::write,
            last,
            now);
    snapshots.put(channel, placement);
    return orders
        ? new OrderChain(channel, last, inquiry(), settings, statistics, clock, placement, now)
        : new BookSequence(channel, last, settings, statistics, clock, placement);
  }

  private Inquiry inquiry() {
    return new Inquiry(desk, settings.retryInterval());
  }

  private void write(Output output) {
    outputs.add(output);
    if (output instanceof Output.Event event) {
      show(event.data().channel(), output);
    } else if (output instanceof Output.Gap gap) {
      show(gap.channel(), output);
    }
  }

  private void show(Channel channel, Output output) {
    FillWitness witness = witnesses.get(channel);
    if (witness != null) {
      witness.see(output, now);
    }
  }

  /** Takes in events, in the order in which they were taken from the buffer. */
  public void accept(List<FeedEvent> events, long now) {
    this.now = now;
    for (FeedEvent event : events) {
      if (event instanceof FeedEvent.Frame frame) {
        ChannelContinuity channel = channels.get(frame.data().channel());
        if (channel == null) {
          write(Output.Event.streamed(frame, Position.after(frame.data())));
        } else {
          channel.frame(frame, now);
        }
      } else if (event instanceof FeedEvent.MalformedFrame malformed) {
        write(new Output.Malformed(malformed));
      } else if (event instanceof FeedEvent.Subscribed subscribed) {
        ChannelContinuity channel = channels.get(subscribed.channel());
        if (channel != null) {
          channel.subscribed(subscribed, now);
        }
      } else if (event instanceof FeedEvent.Ended ended) {
        channels.values().forEach(channel -> channel.ended(ended, now));
      } else if (event instanceof FeedEvent.Answer answer) {
        desk.answered(answer, now);
      }
    }
  }

  /** Events that were given out are not in the topic, as this gap declares. */
  public void notWritten(Output.Gap gap) {
    Optional.ofNullable(snapshots.get(gap.channel())).ifPresent(SnapshotPlacement::notWritten);
    if (channels.get(gap.channel()) instanceof TradeSequence trades) {
      trades.notWritten(gap.from(), gap.to());
    }
  }

  /** A whole order book is wanted on a channel, besides those that are written anyway. */
  public void requestSnapshot(Channel channel, long now) {
    Optional.ofNullable(snapshots.get(channel)).ifPresent(books -> books.requestUnlessAsked(now));
  }

  /** The trades of a channel are to be compared with the exchange's list now. */
  public void requestAudit(Channel channel, long now) {
    if (channels.get(channel) instanceof TradeSequence trades) {
      trades.audit(now);
    }
  }

  /** Does what is due: waits that ended, answers that came, the next pages. */
  public void advance(long now) {
    this.now = now;
    channels.values().forEach(channel -> channel.advance(now));
    count();
    if (isFull()) {
      relieve();
    }
  }

  /** Lets go as little as is needed: what waits for an order book first, for nothing is lost. */
  private void relieve() {
    snapshots.values().forEach(snapshot -> snapshot.relieve(now));
    count();
    List<ChannelContinuity> fullest =
        channels.values().stream()
            .sorted(Comparator.comparingLong(ChannelContinuity::heldBytes).reversed())
            .toList();
    for (ChannelContinuity channel : fullest) {
      if (isFull()) {
        channel.relieve(now);
        count();
      }
    }
  }

  private void count() {
    statistics.holding(
        channels.values().stream().mapToInt(ChannelContinuity::held).sum(),
        channels.values().stream().mapToLong(ChannelContinuity::heldBytes).sum());
  }

  /** What is to be written now; each output is given once. */
  public List<Output> take() {
    List<Output> taken = outputs;
    outputs = new ArrayList<>();
    return taken;
  }

  /** Whether anything is held back, so that {@link #advance} should be called soon. */
  public boolean isWaiting() {
    return statistics.held() > 0;
  }

  /**
   * Whether so much is held back that nothing more should be accepted before {@link #advance},
   * which then lets it go.
   */
  public boolean isFull() {
    return statistics.held() >= settings.maxHeld()
        || statistics.heldBytes() >= settings.maxHeldBytes();
  }

  /**
   * Up to where everything that was given out for a channel is whole or declared, as far as more
   * than the events themselves shows it.
   */
  public Position shown(Channel channel) {
    return Optional.ofNullable(channels.get(channel))
        .map(ChannelContinuity::shown)
        .orElse(Position.START);
  }

  /** What was counted. */
  public ContinuityStatistics statistics() {
    return statistics;
  }
}
