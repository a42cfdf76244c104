package dev.orderflow.spark.market.order;

import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.book.BestBidOffer;
import dev.orderflow.spark.market.book.OrderBook;
import dev.orderflow.spark.market.order.OrderRow.Distance;
import dev.orderflow.spark.market.order.OrderRow.Loss;
import dev.orderflow.spark.market.order.OrderRow.SeenFrom;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known of one order, from when it is seen first until its row is written. */
final class TrackedOrder {

  private static final long NEVER = -1;

  private final long id;
  private final Side side;
  private final int subtype;
  private final boolean mayRest;
  private final Optional<BigDecimal> price;
  private final SeenFrom seenFrom;
  private final long seenMicros;
  private Optional<Distance> birth = Optional.empty();
  private Optional<Distance> death = Optional.empty();

  /** Zero where the exchange has not told it. */
  private BigDecimal created;

  private BigDecimal remaining;
  private BigDecimal executed = BigDecimal.ZERO;
  private BigDecimal reduced = BigDecimal.ZERO;
  private Fills maker = Fills.NONE;
  private Fills taker = Fills.NONE;
  private boolean beforeGap;
  private long endedMicros = NEVER;

  private TrackedOrder(
      long id,
      Side side,
      int subtype,
      boolean mayRest,
      Optional<BigDecimal> price,
      SeenFrom seenFrom,
      long seenMicros,
      BigDecimal created,
      BigDecimal remaining) {
    this.id = id;
    this.side = side;
    this.subtype = subtype;
    this.mayRest = mayRest;
    this.price = price;
    this.seenFrom = seenFrom;
    this.seenMicros = seenMicros;
    this.created = created;
    this.remaining = remaining;
  }

  static TrackedOrder created(OrderEvent event, Optional<BestBidOffer> touch) {
    Optional<BigDecimal> price = event.isPriced() ? Optional.of(event.price()) : Optional.empty();
    TrackedOrder order =
        new TrackedOrder(
            event.orderId(),
            event.side(),
            event.subtype(),
            event.mayRest(),
            price,
            SeenFrom.CREATED,
            event.micros(),
            event.original().signum() > 0 ? event.original() : event.amount(),
            event.amount());
    order.birth = order.distance(touch);
    return order;
  }

  /** An order whose first event seen is a later one; what remained before it is not known. */
  static TrackedOrder found(OrderEvent event) {
    // The price may be that of an execution, unless nothing was executed.
    boolean limit = event.traded().signum() == 0 && event.isPriced();
    return new TrackedOrder(
        event.orderId(),
        event.side(),
        event.subtype(),
        event.isPriced(),
        limit ? Optional.of(event.price()) : Optional.empty(),
        SeenFrom.EVENT,
        event.micros(),
        event.original(),
        event.amount().add(event.traded()));
  }

  static TrackedOrder resting(OrderBook.Resting order, long micros) {
    return new TrackedOrder(
        order.id(),
        order.side(),
        -1,
        true,
        Optional.of(order.price()),
        SeenFrom.SNAPSHOT,
        micros,
        BigDecimal.ZERO,
        order.amount());
  }

  long id() {
    return id;
  }

  long seenMicros() {
    return seenMicros;
  }

  boolean mayRest() {
    return mayRest;
  }

  boolean isBeforeGap() {
    return beforeGap;
  }

  void markBeforeGap() {
    beforeGap = true;
  }

  BigDecimal remaining() {
    return remaining;
  }

  /** A snapshot knows better than what is remembered. */
  void confirm(BigDecimal amount) {
    remaining = amount;
    beforeGap = false;
  }

  long endedMicros() {
    return endedMicros;
  }

  /** Applies a changed or deleted event and tells what it did. */
  OrderChange apply(OrderEvent event, boolean ends, Optional<BestBidOffer> touch) {
    if (created.signum() == 0) {
      created = event.original();
    }
    BigDecimal gone = remaining.subtract(event.amount());
    BigDecimal done = gone.signum() > 0 && remaining.signum() > 0 ? gone : event.traded();
    BigDecimal taken = BigDecimal.ZERO;
    boolean told = event.original().signum() > 0;
    if (!ends && told && event.traded().signum() == 0) {
      // Reduced without a trade, as self-trade prevention was said to do.
      taken = done.max(gone).max(BigDecimal.ZERO);
      done = BigDecimal.ZERO;
      reduced = reduced.add(taken);
    }
    executed = executed.add(done);
    remaining = event.amount();
    if (ends) {
      taken = event.amount();
      endedMicros = event.micros();
      death = distance(touch);
    }
    return new OrderChange(done, taken, price);
  }

  void join(boolean asMaker, BigDecimal amount, BigDecimal quote) {
    if (asMaker) {
      maker = maker.plus(amount, quote);
    } else {
      taker = taker.plus(amount, quote);
    }
  }

  void join(Fills asMaker, Fills asTaker) {
    maker = maker.plus(asMaker);
    taker = taker.plus(asTaker);
  }

  /** Whether trades are still missing for what was seen to be executed. */
  boolean lacksTrades() {
    return maker.amount().add(taker.amount()).compareTo(executed) < 0;
  }

  private Optional<Distance> distance(Optional<BestBidOffer> touch) {
    if (touch.isEmpty() || price.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal behind =
        side == Side.BUY
            ? touch.get().bid().subtract(price.get())
            : price.get().subtract(touch.get().ask());
    return Optional.of(new Distance(behind, touch.get().basisPoints(behind)));
  }

  /** What it executed; empty where its beginning was neither seen nor told. */
  private Optional<BigDecimal> filled() {
    if (created.signum() > 0) {
      return Optional.of(created.subtract(remaining).subtract(reduced).max(BigDecimal.ZERO));
    }
    return seenFrom == SeenFrom.CREATED ? Optional.of(executed) : Optional.empty();
  }

  /** Whether it stands where an event that creates it puts it. */
  boolean standsAt(OrderEvent creation) {
    return remaining.compareTo(creation.amount()) == 0
        && (!creation.isPriced()
            || price.isPresent() && price.get().compareTo(creation.price()) == 0);
  }

  /** The row of an order whose end was seen. */
  OrderRow row(String market) {
    Optional<BigDecimal> filled = filled();
    BigDecimal cancelled = remaining.add(reduced);
    return row(
        market,
        filled.map(done -> status(done, cancelled)).orElse(FinalStatus.UNKNOWN),
        filled,
        Optional.of(cancelled),
        OptionalLong.of(endedMicros),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        filled.isEmpty() ? Optional.of(Reason.NOT_CONTINUED) : Optional.empty());
  }

  private static FinalStatus status(BigDecimal filled, BigDecimal cancelled) {
    if (filled.signum() == 0) {
      return FinalStatus.CANCELLED;
    }
    return cancelled.signum() == 0 ? FinalStatus.FILLED : FinalStatus.PARTLY_FILLED;
  }

  /** The row of an order whose end was not seen, because of a reason. */
  OrderRow lost(
      String market, Loss loss, Reason reason, OptionalLong aliveAt, OptionalLong goneAt) {
    return row(
        market,
        FinalStatus.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        aliveAt,
        goneAt,
        Optional.of(loss),
        Optional.of(reason));
  }

  private OrderRow row(
      String market,
      FinalStatus status,
      Optional<BigDecimal> filled,
      Optional<BigDecimal> cancelled,
      OptionalLong ended,
      OptionalLong aliveAt,
      OptionalLong goneAt,
      Optional<Loss> loss,
      Optional<Reason> reason) {
    return new OrderRow(
        market,
        id,
        side,
        subtype,
        price,
        created.signum() > 0 ? Optional.of(created) : Optional.empty(),
        filled,
        cancelled,
        seenFrom,
        seenFrom == SeenFrom.CREATED ? OptionalLong.of(seenMicros) : OptionalLong.empty(),
        ended,
        aliveAt,
        goneAt,
        status,
        loss,
        reason,
        maker,
        taker,
        birth,
        death);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(id);
    out.writeByte(side.ordinal());
    StateFormat.writeNumber(out, subtype);
    out.writeBoolean(mayRest);
    StateFormat.writeOptional(out, price);
    out.writeByte(seenFrom.ordinal());
    out.writeLong(seenMicros);
    write(out, birth);
    write(out, death);
    StateFormat.writeDecimal(out, created);
    StateFormat.writeDecimal(out, remaining);
    StateFormat.writeDecimal(out, executed);
    StateFormat.writeDecimal(out, reduced);
    maker.write(out);
    taker.write(out);
    out.writeBoolean(beforeGap);
    out.writeLong(endedMicros);
  }

  static TrackedOrder read(DataInput in) throws IOException {
    long id = in.readLong();
    Side side = Side.values()[in.readByte()];
    int subtype = (int) StateFormat.readNumber(in);
    boolean mayRest = in.readBoolean();
    Optional<BigDecimal> price = StateFormat.readOptional(in);
    SeenFrom seenFrom = SeenFrom.values()[in.readByte()];
    long seenMicros = in.readLong();
    Optional<Distance> birth = readDistance(in);
    Optional<Distance> death = readDistance(in);
    TrackedOrder order =
        new TrackedOrder(
            id,
            side,
            subtype,
            mayRest,
            price,
            seenFrom,
            seenMicros,
            StateFormat.readDecimal(in),
            StateFormat.readDecimal(in));
    order.birth = birth;
    order.death = death;
    order.executed = StateFormat.readDecimal(in);
    order.reduced = StateFormat.readDecimal(in);
    order.maker = Fills.read(in);
    order.taker = Fills.read(in);
    order.beforeGap = in.readBoolean();
    order.endedMicros = in.readLong();
    return order;
  }

  private static void write(DataOutput out, Optional<Distance> distance) throws IOException {
    out.writeBoolean(distance.isPresent());
    if (distance.isPresent()) {
      StateFormat.writeDecimal(out, distance.get().price());
      StateFormat.writeDecimal(out, distance.get().basisPoints());
    }
  }

  private static Optional<Distance> readDistance(DataInput in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new Distance(StateFormat.readDecimal(in), StateFormat.readDecimal(in)))
        : Optional.empty();
  }
}
