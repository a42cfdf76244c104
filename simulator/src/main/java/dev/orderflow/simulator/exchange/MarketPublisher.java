package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Side;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Decides when which frame of a market is published.
 *
 * <p>Order frames come 25 ms after their event, trades before them or after them, and book frames
 * last, cut from the book at most every 100 to 150 ms and, independently, every 480 to 700 ms for
 * the diff: the order in which Bitstamp's channels were seen to arrive, with shorter delays.
 */
final class MarketPublisher {
  private static final long ORDER_DELAY_MICROS = 25_000;
  private static final long BOOK_DELAY_MICROS = 55_000;
  private static final int DEPTH = 100;

  /** A frame that was cut from the book and is on its way. */
  private record Cut(long due, Frame frame) {}

  private final ExchangeMarket market;
  private final EventLog<OrderEvent> orders;
  private final EventLog<Trade> trades;
  private final boolean retainsBookFrames;
  private final Map<ChannelKind, EventLog<Frame>> bookFrames = new EnumMap<>(ChannelKind.class);
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private long nextOrder;
  private long nextTrade;
  private long nextBookCut;
  private long nextDiffCut;
  private long bookCutChange;
  private long diffCutChange;
  private long cutCount;

  /**
   * Creates the publisher of a market.
   *
   * @param retainedBookFrames frames of each book channel to keep; 0 for none
   */
  MarketPublisher(ExchangeMarket market, int retainedBookFrames) {
    this.market = market;
    this.orders = market.orders;
    this.trades = market.trades;
    this.retainsBookFrames = retainedBookFrames > 0;
    for (ChannelKind kind : ChannelKind.values()) {
      bookFrames.put(kind, new EventLog<>(retainedBookFrames));
    }
    this.bookCutChange = market.lastChange();
    this.diffCutChange = market.lastChange();
  }

  long nextDue() {
    return Math.min(Math.min(nextFrameDue(), bookCutDue()), diffCutDue());
  }

  /** Does what is due next: publishes one frame or cuts book frames. */
  void step(FrameSink sink) {
    long due = nextDue();
    if (due == nextFrameDue()) {
      publishNext(sink);
    } else if (due == bookCutDue()) {
      cutBooks(due, sink);
    } else {
      cutDiff(due, sink);
    }
  }

  /** Publishes every frame that is still on its way. */
  void publishPending(FrameSink sink) {
    while (nextFrameDue() != Long.MAX_VALUE) {
      publishNext(sink);
    }
  }

  /** The newest frames of a book channel, oldest first; none unless they are retained. */
  List<Frame> bookFrames(ChannelKind kind) {
    return bookFrames.get(kind).from(0);
  }

  private long nextFrameDue() {
    long cutDue = cuts.isEmpty() ? Long.MAX_VALUE : cuts.peek().due();
    return Math.min(Math.min(orderDue(), tradeDue()), cutDue);
  }

  private long orderDue() {
    return nextOrder < orders.end()
        ? orders.get(nextOrder).time() + ORDER_DELAY_MICROS
        : Long.MAX_VALUE;
  }

  private long tradeDue() {
    return nextTrade < trades.end() ? trades.get(nextTrade).due() : Long.MAX_VALUE;
  }

  private long bookCutDue() {
    long change = market.lastChange();
    return change > bookCutChange ? Math.max(nextBookCut, change) : Long.MAX_VALUE;
  }

  private long diffCutDue() {
    long change = market.lastChange();
    return change > diffCutChange ? Math.max(nextDiffCut, change) : Long.MAX_VALUE;
  }

  private void publishNext(FrameSink sink) {
    long due = nextFrameDue();
    if (due == tradeDue()) {
      Trade trade = trades.get(nextTrade++);
      PublicChannel channel = market.channel(ChannelKind.LIVE_TRADES);
      if (sink.wanted(channel)) {
        sink.publish(market.text.trade(channel, trade));
      }
    } else if (due == orderDue()) {
      OrderEvent event = orders.get(nextOrder++);
      PublicChannel channel = market.channel(ChannelKind.LIVE_ORDERS);
      if (sink.wanted(channel)) {
        sink.publish(market.text.order(channel, event));
      }
    } else {
      Frame frame = cuts.remove().frame();
      if (retainsBookFrames) {
        bookFrames.get(frame.channel().kind()).add(frame);
      }
      if (sink.wanted(frame.channel())) {
        sink.publish(frame);
      }
    }
  }

  private void cutBooks(long now, FrameSink sink) {
    bookCutChange = market.lastChange();
    nextBookCut = now + 100_000 + jitter(50_000);
    for (ChannelKind kind : List.of(ChannelKind.ORDER_BOOK, ChannelKind.DETAIL_ORDER_BOOK)) {
      PublicChannel channel = market.channel(kind);
      if (isWanted(channel, sink)) {
        cut(now, market.text.book(channel, market.engine.book(), bookCutChange, DEPTH));
      }
    }
  }

  private void cutDiff(long now, FrameSink sink) {
    diffCutChange = market.lastChange();
    nextDiffCut = now + 480_000 + jitter(220_000);
    PublicChannel channel = market.channel(ChannelKind.DIFF_ORDER_BOOK);
    List<Long> bids = market.takeChanged(Side.BUY);
    List<Long> asks = market.takeChanged(Side.SELL);
    if (isWanted(channel, sink) && bids.size() + asks.size() > 0) {
      cut(now, market.text.diff(channel, market.engine.book(), diffCutChange, bids, asks));
    }
  }

  private boolean isWanted(PublicChannel channel, FrameSink sink) {
    return retainsBookFrames || sink.wanted(channel);
  }

  private void cut(long now, Frame frame) {
    cuts.add(new Cut(now + BOOK_DELAY_MICROS, frame));
  }

  /** A spread that depends on nothing but how many cuts there were. */
  private long jitter(long bound) {
    return (++cutCount * 0x9E3779B97F4A7C15L >>> 33) % bound;
  }
}
