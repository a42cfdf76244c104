package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.OrderBook;
import dev.orderflow.simulator.market.Side;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Decides when which frame of a market is published.
 *
 * <p>Order frames come 25 ms after their event, trades before them or after them, and book frames
 * last, cut from the book at most every 100 to 150 ms and, independently, every 480 to 700 ms for
 * the diff: the order in which the venue's channels were seen to arrive, with shorter delays.
 */
final class MarketPublisher {
  private static final long ORDER_DELAY_MICROS = 25_000;
  private static final long BOOK_DELAY_MICROS = 55_000;
  private static final int DEPTH = 100;

  private record Cut(long due, PublicChannel channel, long time, byte[] text) {}

  private final OrderEventLog orders;
  private final TradeLog trades;
  private final MarketRecorder recorder;
  private final OrderBook book;
  private final FrameText text;
  private final List<PublicChannel> channels;
  private final BookFrameLog bookFrames;
  private final AsciiBuffer buffer = new AsciiBuffer();
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private long nextOrder;
  private long nextTrade;
  private long nextBookCut;
  private long nextDiffCut;
  private long bookCutChange;
  private long diffCutChange;
  private long cutCount;

  MarketPublisher(
      OrderEventLog orders,
      TradeLog trades,
      MarketRecorder recorder,
      OrderBook book,
      FrameText text,
      List<PublicChannel> channels,
      BookFrameLog bookFrames) {
    this.orders = orders;
    this.trades = trades;
    this.recorder = recorder;
    this.book = book;
    this.text = text;
    this.channels = channels;
    this.bookFrames = bookFrames;
    this.bookCutChange = recorder.lastChange();
    this.diffCutChange = recorder.lastChange();
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

  private long nextFrameDue() {
    return Math.min(Math.min(orderDue(), tradeDue()), cutFrameDue());
  }

  private long orderDue() {
    return nextOrder < orders.end() ? orders.time(nextOrder) + ORDER_DELAY_MICROS : Long.MAX_VALUE;
  }

  private long tradeDue() {
    return nextTrade < trades.end() ? trades.due(nextTrade) : Long.MAX_VALUE;
  }

  private long cutFrameDue() {
    return cuts.isEmpty() ? Long.MAX_VALUE : cuts.peek().due();
  }

  private long bookCutDue() {
    long change = recorder.lastChange();
    return change > bookCutChange ? Math.max(nextBookCut, change) : Long.MAX_VALUE;
  }

  private long diffCutDue() {
    long change = recorder.lastChange();
    return change > diffCutChange ? Math.max(nextDiffCut, change) : Long.MAX_VALUE;
  }

  private void publishNext(FrameSink sink) {
    long due = nextFrameDue();
    if (due == tradeDue()) {
      PublicChannel channel = channel(ChannelKind.LIVE_TRADES);
      if (sink.wanted(channel)) {
        text.trade(buffer.clear(), trades, nextTrade);
        long stamp = OrderEventLog.stamp(trades.time(nextTrade));
        sink.publish(channel, new FrameKey(stamp, trades.id(nextTrade)), buffer);
      }
      nextTrade++;
    } else if (due == orderDue()) {
      PublicChannel channel = channel(ChannelKind.LIVE_ORDERS);
      if (sink.wanted(channel)) {
        text.order(buffer.clear(), orders, nextOrder);
        long stamp = OrderEventLog.stamp(orders.time(nextOrder));
        sink.publish(channel, new FrameKey(stamp, orders.low(nextOrder)), buffer);
      }
      nextOrder++;
    } else {
      Cut cut = cuts.remove();
      bookFrames.add(cut.channel().kind(), cut.time(), cut.text());
      if (sink.wanted(cut.channel())) {
        sink.publish(cut.channel(), new FrameKey(cut.time(), 0), buffer.clear().raw(cut.text()));
      }
    }
  }

  private void cutBooks(long now, FrameSink sink) {
    bookCutChange = recorder.lastChange();
    nextBookCut = now + 100_000 + jitter(50_000);
    for (ChannelKind kind : List.of(ChannelKind.ORDER_BOOK, ChannelKind.DETAIL_ORDER_BOOK)) {
      PublicChannel channel = channel(kind);
      if (isWanted(channel, sink)) {
        text.book(buffer.clear(), channel, book, bookCutChange, DEPTH);
        addCut(now, channel, bookCutChange);
      }
    }
  }

  private void cutDiff(long now, FrameSink sink) {
    diffCutChange = recorder.lastChange();
    nextDiffCut = now + 480_000 + jitter(220_000);
    PublicChannel channel = channel(ChannelKind.DIFF_ORDER_BOOK);
    if (!isWanted(channel, sink)) {
      recorder.dropChanged();
      return;
    }
    long[] bids = recorder.takeChanged(Side.BUY);
    long[] asks = recorder.takeChanged(Side.SELL);
    if (bids.length + asks.length > 0) {
      text.diff(buffer.clear(), channel, book, diffCutChange, bids, asks);
      addCut(now, channel, diffCutChange);
    }
  }

  private boolean isWanted(PublicChannel channel, FrameSink sink) {
    return bookFrames.isKept() || sink.wanted(channel);
  }

  private void addCut(long now, PublicChannel channel, long time) {
    cuts.add(new Cut(now + BOOK_DELAY_MICROS, channel, time, buffer.toBytes()));
  }

  /** A spread that depends on nothing but how many cuts there were. */
  private long jitter(long bound) {
    return (++cutCount * 0x9E3779B97F4A7C15L >>> 33) % bound;
  }

  private PublicChannel channel(ChannelKind kind) {
    return channels.get(kind.ordinal());
  }
}
