package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.exchange.Execution;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.TradeRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The order events of a market as a second witness of its trades: where their chain is unbroken,
 * every fill of a resting order that they show is one of a trade.
 *
 * <p>A fill whose trade does not come makes the list of trades be asked for. Where two lists that
 * reach beyond it lack the trade, too, there is none, as where an order would have traded with
 * another of its owner: that is said once. The other way round, a trade without a fill between two
 * that have theirs shows that the events do not tell all fills; then they are no witness for an
 * hour.
 *
 * <p>Nothing is proven by it. Used by the task thread alone; {@code now} is in nanoseconds.
 */
final class FillWitness {

  private static final Pattern DECIMAL =
      Pattern.compile("[0-9]{1,40}([.][0-9]{1,40})?([eE][-+]?[0-9]{1,2})?");

  private static final int MOST = 4_000;
  private static final int ENOUGH_LISTS = 2;
  private static final long LONGEST_DOUBT_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long DISQUALIFIED_MICROS = Duration.ofHours(1).toNanos() / 1_000;
  private static final long SECOND = 1_000_000;

  private final long waitNanos;

  /** Fills, and trades, that have not found each other; the oldest first. */
  private final Deque<Fill> fills = new ArrayDeque<>();

  private final Deque<Trade> trades = new ArrayDeque<>();

  /** Ids of trades that explained a fill. */
  private final TreeSet<Long> explaining = new TreeSet<>();

  /** Orders created at one time: what they fill at that time they may take, and not make. */
  private final Set<Long> created = new HashSet<>();

  private long createdAt;

  /** Up to this time orders may have been created unseen. */
  private long unsureUntil = Position.NONE;

  private long firstMatched = Position.NONE;
  private long lastMatched = Position.NONE;
  private long notBefore = Long.MIN_VALUE;
  private long pauseNanos;

  /** Exchange time of the last event written, and of the last one that the two disagreed at. */
  private long lastMicros;

  private long disagreedAt;

  /**
   * A witness.
   *
   * @param wait how long a fill may be without its trade before the list is asked for
   * @param disagreedAt exchange time at which the orders last showed no fill of a trade while an
   *     earlier task ran, or {@link Position#NONE}
   */
  FillWitness(Duration wait, long disagreedAt) {
    this.disagreedAt = disagreedAt;
    lastMicros = disagreedAt;
    waitNanos = wait.toNanos();
    pauseNanos = waitNanos;
  }

  /** Something is written of the market's orders or trades. */
  void see(Output output, long now) {
    if (output instanceof Output.Event event) {
      if (event.data().microtimestamp() != Message.Data.NONE) {
        lastMicros = event.data().microtimestamp();
      }
      if (event.data().channel().kind() == ChannelKind.LIVE_TRADES) {
        trade(event, now);
      } else {
        order(event, now);
      }
    } else if (output instanceof Output.Gap gap
        && !gap.repaired()
        && gap.channel().kind() == ChannelKind.LIVE_ORDERS) {
      fills.clear();
      trades.clear();
      firstMatched = Position.NONE;
      lastMatched = Position.NONE;
      unsureUntil = Math.max(unsureUntil, gap.to().microtimestamp());
    }
  }

  private void order(Output.Event event, long now) {
    Message.Data data = event.data();
    if (data.eventId().isEmpty()
        || data.microtimestamp() == Message.Data.NONE
        || !data.orderSource().equals("orderbook")) {
      return;
    }
    unsureUntil = unsureUntil == Position.NONE ? data.microtimestamp() : unsureUntil;
    if (data.event().equals("order_created")) {
      if (data.microtimestamp() != createdAt) {
        createdAt = data.microtimestamp();
        created.clear();
      }
      created.add(data.id());
    } else if (data.execution().filter(FillWitness::isReadable).isPresent()) {
      boolean mayTake =
          data.microtimestamp() <= unsureUntil
              || data.microtimestamp() == createdAt && created.contains(data.id());
      fill(new Fill(data, event.session(), Terms.ofFill(data), mayTake, now));
    }
  }

  /** What is written may be odd; nothing is concluded from what is. */
  private static boolean isReadable(Execution execution) {
    return DECIMAL.matcher(execution.price()).matches()
        && DECIMAL.matcher(execution.amount()).matches();
  }

  private void fill(Fill fill) {
    for (Iterator<Trade> all = trades.iterator(); all.hasNext(); ) {
      Trade trade = all.next();
      if (trade.explains(fill)) {
        all.remove();
        matched(trade);
        return;
      }
    }
    fills.add(fill);
    if (fills.size() > MOST) {
      fills.removeFirst();
    }
  }

  private void trade(Output.Event event, long now) {
    Optional<Execution> execution = event.data().execution().filter(FillWitness::isReadable);
    if (execution.isEmpty()) {
      return;
    }
    Trade trade =
        new Trade(
            event.data().id(),
            execution.get(),
            Terms.ofTrade(event.data().microtimestamp(), execution.get()),
            now);
    for (Iterator<Fill> all = fills.iterator(); all.hasNext(); ) {
      if (trade.explains(all.next())) {
        all.remove();
        matched(trade);
        return;
      }
    }
    trades.add(trade);
    if (trades.size() > MOST) {
      trades.removeFirst();
    }
  }

  private void matched(Trade trade) {
    explain(trade.id);
    if (trade.isOfKnownOrders()) {
      firstMatched = firstMatched == Position.NONE ? trade.id : firstMatched;
      lastMatched = Math.max(lastMatched, trade.id);
    }
  }

  private void explain(long tradeId) {
    pauseNanos = waitNanos;
    explaining.add(tradeId);
    if (explaining.size() > MOST) {
      explaining.pollFirst();
    }
  }

  /** Whether a list should be asked for now, because trades of fills did not come. */
  boolean wantsList(long now) {
    while (!trades.isEmpty() && now - trades.getFirst().since >= waitNanos) {
      Trade trade = trades.removeFirst();
      if (trade.isOfKnownOrders() && firstMatched < trade.id && trade.id < lastMatched) {
        disagreedAt = lastMicros;
      }
    }
    fills.removeIf(fill -> now - fill.since >= (fill.mayTake ? waitNanos : LONGEST_DOUBT_NANOS));
    if (isDisqualified() || now < notBefore || due(now).isEmpty()) {
      return false;
    }
    notBefore = now + pauseNanos;
    pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
    return true;
  }

  /** Exchange time at which the orders last showed no fill of a trade, or {@link Position#NONE}. */
  long disagreedAt() {
    return disagreedAt;
  }

  /** Whether that is less than an hour ago, either way: an event may have an odd time. */
  private boolean isDisqualified() {
    return disagreedAt != Position.NONE && Math.abs(lastMicros - disagreedAt) < DISQUALIFIED_MICROS;
  }

  /** Looks for the trades in a list; the fills of which there is none. */
  List<Fill> look(TradeList list) {
    List<Fill> without = new ArrayList<>();
    List<Fill> due = due(list.askedAt());
    if (due.isEmpty() || list.rows().isEmpty() || isDisqualified()) {
      return without;
    }
    Map<Terms, Deque<Long>> rows = unexplaining(list, due);
    for (Fill fill : due) {
      Deque<Long> alike = rows.getOrDefault(fill.terms, new ArrayDeque<>());
      if (!alike.isEmpty()) {
        explain(alike.removeFirst());
        fills.remove(fill);
      } else if (fill.isLackedBy(list)) {
        fills.remove(fill);
        without.add(fill);
      }
    }
    return without;
  }

  /** The fills that have been without a trade for long enough. */
  private List<Fill> due(long at) {
    return fills.stream().filter(fill -> !fill.mayTake && at - fill.since >= waitNanos).toList();
  }

  /** The listed trades of those terms that explain nothing yet. */
  private Map<Terms, Deque<Long>> unexplaining(TradeList list, List<Fill> due) {
    Set<Long> seconds = due.stream().map(fill -> fill.terms.second).collect(Collectors.toSet());
    Map<Terms, Deque<Long>> rows = new HashMap<>();
    for (TradeRow row : list.rows().values()) {
      if (seconds.contains(row.microtimestamp() / SECOND) && !explaining.contains(row.id())) {
        rows.computeIfAbsent(Terms.ofRow(row), terms -> new ArrayDeque<>()).add(row.id());
      }
    }
    return rows;
  }

  /** What a fill and its trade have in common where orders are not told. */
  private record Terms(long second, BigDecimal price, BigDecimal amount, int makerSide) {

    static Terms of(long micros, String price, String amount, int makerSide) {
      return new Terms(
          micros / SECOND,
          new BigDecimal(price).stripTrailingZeros(),
          new BigDecimal(amount).stripTrailingZeros(),
          makerSide);
    }

    static Terms ofFill(Message.Data data) {
      Execution fill = data.execution().orElseThrow();
      return of(data.microtimestamp(), fill.price(), fill.amount(), fill.side());
    }

    static Terms ofTrade(long micros, Execution trade) {
      return of(micros, trade.price(), trade.amount(), 1 - trade.side());
    }

    static Terms ofRow(TradeRow row) {
      return of(row.microtimestamp(), row.price(), row.amount(), 1 - row.type());
    }
  }

  /** A trade that explains no fill yet. */
  private record Trade(long id, Execution execution, Terms terms, long since) {

    boolean isOfKnownOrders() {
      return execution.buyOrderId() != Message.Data.NONE
          || execution.sellOrderId() != Message.Data.NONE;
    }

    boolean explains(Fill fill) {
      if (!isOfKnownOrders()) {
        return terms.equals(fill.terms);
      }
      long maker = execution.side() == 0 ? execution.sellOrderId() : execution.buyOrderId();
      return maker == fill.data.id() && terms.amount.equals(fill.terms.amount);
    }
  }

  /** A fill of a resting order, or of one that may have taken. */
  static final class Fill {

    private final Message.Data data;
    private final long session;
    private final Terms terms;
    private final boolean mayTake;
    private final long since;
    private int lists;
    private long newestThen = Position.NONE;

    private Fill(Message.Data data, long session, Terms terms, boolean mayTake, long since) {
      this.data = data;
      this.session = session;
      this.terms = terms;
      this.mayTake = mayTake;
      this.since = since;
    }

    /** The order event that shows it. */
    Message.Data data() {
      return data;
    }

    /** Over which session that came. */
    long session() {
      return session;
    }

    /** Whether the list shows the time before and after the fill, as another one did before it. */
    private boolean isLackedBy(TradeList list) {
      long newest = list.rows().lastKey();
      boolean reaches =
          list.rows().firstEntry().getValue().microtimestamp() / SECOND < terms.second
              && list.rows().lastEntry().getValue().microtimestamp() / SECOND > terms.second;
      if (reaches && newest > newestThen) {
        lists++;
        newestThen = newest;
      }
      return lists >= ENOUGH_LISTS;
    }
  }
}
