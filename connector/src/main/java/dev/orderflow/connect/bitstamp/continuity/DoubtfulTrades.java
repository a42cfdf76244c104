package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.List;
import java.util.Optional;

/**
 * Trades below the last one written of which it is not clear yet whether an earlier task wrote them
 * or the exchange counts anew.
 *
 * <p>Late trades are neither: a session delivers them soon, with ids that were not given before.
 */
final class DoubtfulTrades {

  private static final int ENOUGH = 20;
  private static final long SECOND = 1_000_000;

  /** A trade so much older or newer than the last one written is not merely late. */
  private static final long LATEST_MICROS = 10_000_000;

  private final BackwardIds<Long> kept = new BackwardIds<>(ENOUGH);
  private final RecentKeys written;
  private final long newestBefore;
  private long writtenBefore;

  /**
   * None yet.
   *
   * @param written the trades that this task wrote
   * @param before how far earlier tasks wrote
   */
  DoubtfulTrades(RecentKeys written, Position before) {
    this.written = written;
    writtenBefore = before.tradeId();
    newestBefore = before.microtimestamp();
  }

  /** Whether a trade is one of these. */
  boolean isDoubtful(Message.Data trade, Position last) {
    if (trade.id() > last.tradeId()) {
      return false;
    }
    Optional<Long> sameId = written.micros(trade.id());
    return sameId.isPresent()
        ? sameId.get() / SECOND != trade.microtimestamp() / SECOND
        : trade.id() <= writtenBefore
            || Math.abs(last.microtimestamp() - trade.microtimestamp()) > LATEST_MICROS;
  }

  /** Keeps one; false when it is kept already. */
  boolean add(FeedEvent.Frame frame, long now) {
    return kept.add(frame.data().id(), frame, now);
  }

  /** Whether there are so many, for so long, that the exchange must count anew. */
  boolean showThatIdsWentBack(long now) {
    return kept.isCertain(now);
  }

  /** Whether there is one that no earlier task can have written. */
  boolean hasNewOne() {
    return kept.has(
        frame ->
            written.contains(frame.data().id())
                || frame.data().id() > writtenBefore
                || frame.data().microtimestamp() > newestBefore + SECOND);
  }

  /** All of them, oldest first; none is left. */
  List<FeedEvent.Frame> take() {
    return kept.take();
  }

  /** The exchange counts anew: what earlier tasks wrote has nothing to do with it. */
  void restart() {
    writtenBefore = Position.NONE;
  }

  int size() {
    return kept.size();
  }

  long bytes() {
    return kept.bytes();
  }
}
