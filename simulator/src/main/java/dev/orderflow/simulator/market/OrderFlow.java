package dev.orderflow.simulator.market;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * The traders of one market, as a discrete-event simulation: the same seed gives the same orders at
 * the same microseconds.
 *
 * <p>The mix follows captures of btcusd in 2026: nine in ten events belong to maker-or-cancel
 * quotes placed and cancelled near the touch, most of the rest to immediate-or-cancel probes that
 * find nothing, about one trade a second, a book of thousands of orders that hardly change.
 */
public final class OrderFlow {
  /** Events per second at which actions arrive as often as they say. */
  private static final double BASE_RATE = 100;

  private static final double VALUE_INTERVAL = 0.1;
  private static final int MAX_STALE_ORDERS = 40;
  private static final double HALF_SPREAD = 0.00001;

  /** What can be planned; what arrives again and again says how often, on an ordinary minute. */
  private enum Action {
    QUOTE(44.7),
    PROBE(4.1),
    NOISE_TAKER(0.3),
    BACKGROUND(1.3),
    CANCEL(0),
    VALUE(0);

    private final double perSecond;

    Action(double perSecond) {
      this.perSecond = perSecond;
    }

    boolean arrives() {
      return perSecond > 0;
    }
  }

  /** One action, at a second of market time; {@code orderId} is 0 where it concerns no order. */
  private record Planned(double at, long sequence, Action action, long orderId) {}

  private final Market market;
  private final MatchingEngine engine;
  private final OrderIds ids;
  private final SeededRandom random;
  private final PriceProcess value;
  private final Activity activity;
  private final OrderShape shape;

  /** What comes next; equal times keep the order of planning. */
  private final PriorityQueue<Planned> actions =
      new PriorityQueue<>(
          Comparator.comparingDouble(Planned::at).thenComparingLong(Planned::sequence));

  private final List<Long> background;
  private final int bookOrders;
  private final double ordinarySpeed;
  private long sequence;

  /** The last action's time, microseconds since the epoch. */
  private long now;

  /** The same in seconds of market time, which goes on at {@code speed} from {@code since} on. */
  private double marketNow;

  private double speed;
  private long since;
  private double marketSince;
  private double burstEnds = Double.POSITIVE_INFINITY;

  /** Seeds the engine's book and plans the first actions. */
  public OrderFlow(Market market, FlowSettings settings, MatchingEngine engine, OrderIds ids) {
    this.market = market;
    this.engine = engine;
    this.ids = ids;
    this.random = new SeededRandom(settings.seed() * 31 + market.symbol().hashCode());
    this.value = new PriceProcess(market.referenceTicks(), random);
    this.activity = new Activity(random);
    this.shape = new OrderShape(market, random);
    this.ordinarySpeed = settings.eventsPerSecond() / BASE_RATE;
    this.bookOrders = settings.bookOrders();
    this.now = settings.startMicros();
    this.since = now;
    this.speed = ordinarySpeed;
    this.background =
        BookSeeder.seed(
            engine, ids, shape, random, value.ticks(), bookOrders, settings.startMicros());
    Stream.of(Action.values()).filter(Action::arrives).forEach(this::planArrival);
    plan(VALUE_INTERVAL, Action.VALUE, 0);
  }

  /** When the next action is due, microseconds since the epoch. */
  public long nextTime() {
    double next = Math.min(actions.element().at(), burstEnds);
    return Math.max(now, since + (long) ((next - marketSince) * 1e6 / speed));
  }

  /** Performs the next action at its time. */
  public void step() {
    now = nextTime();
    if (burstEnds <= actions.element().at()) {
      marketNow = burstEnds;
      burstEnds = Double.POSITIVE_INFINITY;
      setSpeed(ordinarySpeed);
      return;
    }
    Planned next = actions.remove();
    marketNow = next.at();
    switch (next.action()) {
      case QUOTE -> quote();
      case PROBE -> probe();
      case NOISE_TAKER -> noiseTaker();
      case BACKGROUND -> backgroundOrder();
      case CANCEL -> engine.cancel(now, next.orderId());
      case VALUE -> {
        moveValue();
        plan(VALUE_INTERVAL, Action.VALUE, 0);
      }
    }
    if (next.action().arrives()) {
      planArrival(next.action());
    }
  }

  /**
   * From {@code from} on, the flow runs at a given rate for a while; a burst replaces one that is
   * still going on.
   *
   * @param from microseconds since the epoch, not before the last action
   * @param eventsPerSecond positive
   * @param micros how long, positive
   */
  public void burst(long from, double eventsPerSecond, long micros) {
    now = Math.max(now, from);
    marketNow = marketSince + (now - since) * speed / 1e6;
    setSpeed(eventsPerSecond / BASE_RATE);
    burstEnds = marketNow + micros * speed / 1e6;
  }

  /** From now on so many seconds of market time pass in a second of exchange time. */
  private void setSpeed(double value) {
    since = now;
    marketSince = marketNow;
    speed = value;
  }

  private void planArrival(Action action) {
    double level = isBurst() ? 1 : activity.level();
    plan(random.exponential(1 / action.perSecond) / level, action, 0);
  }

  private boolean isBurst() {
    return burstEnds < Double.POSITIVE_INFINITY;
  }

  private void plan(double marketSeconds, Action action, long orderId) {
    actions.add(new Planned(marketNow + marketSeconds, sequence++, action, orderId));
  }

  private void quote() {
    Side side = random.side();
    double distance = HALF_SPREAD + random.exponential(random.below(4) == 0 ? 0.0020 : 0.00006);
    long price = shape.nearPrice(side, value.ticks(), distance);
    long id = ids.next(now);
    if (engine.submit(now, id, side, OrderKind.MAKER_OR_CANCEL, price, shape.amount())) {
      double life = random.exponential(random.below(5) < 3 ? 0.3 : 5);
      plan(life, Action.CANCEL, id);
    }
  }

  /** An order for liquidity that is usually gone or never was there. */
  private void probe() {
    Side side = random.side();
    PriceLevel best = engine.book().bestOrNull(side.opposite());
    if (best == null) {
      return;
    }
    long miss = 1 + random.below(50);
    long price = side == Side.BUY ? best.price() - miss : best.price() + miss;
    if (price > 0) {
      OrderKind kind =
          random.below(125) == 0 ? OrderKind.FILL_OR_KILL : OrderKind.IMMEDIATE_OR_CANCEL;
      engine.submit(now, ids.next(now), side, kind, price, shape.amount());
    }
  }

  private void noiseTaker() {
    Side side = random.side();
    PriceLevel best = engine.book().bestOrNull(side.opposite());
    if (best == null) {
      return;
    }
    int taste = random.below(20);
    OrderKind kind =
        taste < 2
            ? OrderKind.MARKET
            : taste < 3
                ? OrderKind.INSTANT
                : taste < 4
                    ? OrderKind.FILL_OR_KILL
                    : taste < 10 ? OrderKind.LIMIT : OrderKind.IMMEDIATE_OR_CANCEL;
    long step = market.amountStep();
    long amount = Math.max(2 * step, shape.amount() / 4 / step * step);
    long first = best.first().remaining();
    if (random.below(8) == 0 && first > step) {
      // Leaves a crumb of one unit at the touch, which a later taker trades.
      amount = first - step;
    }
    long id = ids.next(now);
    engine.submit(now, id, side, kind, best.price(), amount);
    if (engine.book().order(id).isPresent()) {
      background.add(id);
    }
  }

  private void backgroundOrder() {
    double missing = (bookOrders - engine.book().size()) / 200.0;
    if (random.chance(0.5 + Math.max(-0.45, Math.min(0.45, missing)))) {
      Side side = random.side();
      long price =
          random.below(6) == 0
              ? shape.nearPrice(side, value.ticks(), 0.00005 + random.exponential(0.0006))
              : shape.farPrice(side, value.ticks(), 0.0003);
      long id = ids.next(now);
      engine.submit(now, id, side, OrderKind.LIMIT, price, shape.amount());
      background.add(id);
      return;
    }
    while (!background.isEmpty()) {
      int index = random.below(background.size());
      long id = background.get(index);
      background.set(index, background.get(background.size() - 1));
      background.remove(background.size() - 1);
      if (engine.cancel(now, id)) {
        return;
      }
    }
  }

  private void moveValue() {
    activity.advance(VALUE_INTERVAL);
    value.advance(VALUE_INTERVAL / speed, activity.level());
    dropStale(Side.SELL);
    dropStale(Side.BUY);
  }

  /** Quotes that the value has passed are withdrawn; what is not withdrawn in time is taken. */
  private void dropStale(Side side) {
    long limit = (long) value.ticks();
    for (int i = 0; i < MAX_STALE_ORDERS; i++) {
      PriceLevel best = engine.book().bestOrNull(side);
      boolean stale =
          best != null && (side == Side.SELL ? best.price() <= limit : best.price() >= limit);
      if (!stale) {
        return;
      }
      Order first = best.first();
      if (first.kind() == OrderKind.MAKER_OR_CANCEL && random.below(50) < 49) {
        engine.cancel(now, first.id());
      } else {
        long amount = Math.max(market.amountStep(), best.amount());
        engine.submit(
            now,
            ids.next(now),
            side.opposite(),
            OrderKind.IMMEDIATE_OR_CANCEL,
            Math.max(1, limit),
            amount);
      }
    }
  }
}
