package dev.orderflow.simulator.market;

/**
 * Matches orders by price, then by age, and reports every consequence to its listener.
 *
 * <p>One call is one instant: the created, changed and deleted events that it causes share its
 * time, and a taker is announced before its first fill, as at Bitstamp.
 */
public final class MatchingEngine {
  private final OrderBook book = new OrderBook();
  private final EngineListener listener;
  private final long amountStep;

  /**
   * Creates an engine with an empty book.
   *
   * @param amountStep the smallest amount of the market, in 1e-8
   */
  public MatchingEngine(EngineListener listener, long amountStep) {
    this.listener = listener;
    this.amountStep = amountStep;
  }

  /** The resting orders; a live view. */
  public OrderBook book() {
    return book;
  }

  /**
   * Takes an order.
   *
   * @param price the limit in ticks; ignored for unpriced kinds
   * @param amount positive, in 1e-8
   * @return false where a maker-or-cancel order was refused because it would match
   */
  public boolean submit(long time, long id, Side side, OrderKind kind, long price, long amount) {
    if (amount <= 0 || (!kind.unpriced() && price <= 0)) {
      throw new IllegalArgumentException(
          "order " + id + " has price " + price + " amount " + amount);
    }
    if (kind == OrderKind.MAKER_OR_CANCEL && crosses(side, price)) {
      return false;
    }
    Order order = new Order(id, side, kind, kind.unpriced() ? 0 : price, amount);
    listener.onOrder(time, OrderEventKind.CREATED, order, order.price(), 0);
    if (kind == OrderKind.FILL_OR_KILL && available(side, price, amount) < amount) {
      listener.onOrder(time, OrderEventKind.DELETED, order, price, 0);
      return true;
    }
    if (kind != OrderKind.MAKER_OR_CANCEL) {
      match(time, order);
    }
    settle(time, order);
    return true;
  }

  /** Puts a resting order into the book without any event, to start from a book that has a past. */
  public void seed(long id, Side side, OrderKind kind, long price, long amount) {
    if (crosses(side, price)) {
      throw new IllegalArgumentException("order " + id + " would cross the book");
    }
    book.add(new Order(id, side, kind, price, amount));
  }

  /** Cancels a resting order; false where none has the id. */
  public boolean cancel(long time, long id) {
    Order order = book.order(id).orElse(null);
    if (order == null) {
      return false;
    }
    book.remove(order);
    listener.onOrder(time, OrderEventKind.DELETED, order, order.price(), 0);
    listener.onLevel(order.side(), order.price());
    return true;
  }

  private void match(long time, Order taker) {
    // An instant order buys for cash: the last step is what the cash no longer pays for.
    long dust = taker.kind() == OrderKind.INSTANT ? amountStep : 0;
    while (taker.remaining() > dust) {
      PriceLevel best = book.bestOrNull(taker.side().opposite());
      if (best == null || !acceptable(taker, best.price())) {
        return;
      }
      fill(time, taker, best.first(), Math.min(best.first().remaining(), taker.remaining() - dust));
    }
  }

  private void fill(long time, Order taker, Order maker, long amount) {
    long price = maker.price();
    maker.execute(amount);
    taker.execute(amount);
    boolean buys = taker.side() == Side.BUY;
    long buyer = buys ? taker.id() : maker.id();
    long seller = buys ? maker.id() : taker.id();
    listener.onTrade(time, taker.side(), price, amount, buyer, seller);
    if (maker.remaining() == 0) {
      book.remove(maker);
    }
    listener.onOrder(time, afterFill(maker), maker, price, amount);
    listener.onLevel(maker.side(), price);
    listener.onOrder(time, afterFill(taker), taker, price, amount);
  }

  private static OrderEventKind afterFill(Order order) {
    return order.remaining() == 0 ? OrderEventKind.DELETED : OrderEventKind.CHANGED;
  }

  private void settle(long time, Order order) {
    if (order.remaining() == 0) {
      return;
    }
    if (order.kind().rests()) {
      book.add(order);
      listener.onLevel(order.side(), order.price());
    } else {
      listener.onOrder(time, OrderEventKind.DELETED, order, order.price(), 0);
    }
  }

  private boolean crosses(Side side, long price) {
    PriceLevel best = book.bestOrNull(side.opposite());
    return best != null && (side == Side.BUY ? best.price() <= price : best.price() >= price);
  }

  private static boolean acceptable(Order taker, long price) {
    return taker.kind().unpriced()
        || (taker.side() == Side.BUY ? price <= taker.price() : price >= taker.price());
  }

  private long available(Side side, long price, long enough) {
    long sum = 0;
    for (PriceLevel level : book.levels(side.opposite())) {
      boolean inside = side == Side.BUY ? level.price() <= price : level.price() >= price;
      if (!inside || sum >= enough) {
        break;
      }
      sum += level.amount();
    }
    return sum;
  }
}
