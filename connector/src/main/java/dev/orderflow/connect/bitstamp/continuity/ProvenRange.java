package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.Message;
import java.util.Optional;

/**
 * From where to where every event of a channel is in the topic, by what is known to be written:
 * orders by the exchange's chain, trades by what its list has shown.
 *
 * <p>It trusts no more than the written events themselves say. An order event that does not name
 * the one before it begins a new range, whatever is thought of the gap between. Used by the task
 * thread alone.
 */
public sealed interface ProvenRange {

  /** What shows that a range is whole. */
  enum Evidence {
    /** Each event names the one before it. */
    CHAIN,
    /** The exchange's list, asked twice, had no others. */
    LIST;

    /** The word in records. */
    public String label() {
      return this == CHAIN ? "chain" : "list";
    }
  }

  /**
   * The range of a channel.
   *
   * @param start how far earlier tasks wrote it
   * @return empty on channels of books, where nothing shows what is missing
   */
  static Optional<ProvenRange> of(Channel channel, Position start) {
    return switch (channel.kind()) {
      case LIVE_ORDERS -> Optional.of(new Chained(start));
      case LIVE_TRADES -> Optional.of(new Listed(start));
      case ORDER_BOOK, DETAIL_ORDER_BOOK, DIFF_ORDER_BOOK -> Optional.empty();
    };
  }

  /** An event is in the topic. What was given out before it has been told before. */
  void written(Output.Event event);

  /** A gap was given out, whether or not its record is in the topic. */
  void declared(Output.Gap gap);

  /** All that was given out up to a position has been told as written or missed. */
  void reached(Position position);

  /** An event was given out, and is not in the topic. */
  void missed(Output.Event event);

  /** What shows it. */
  Evidence by();

  /** The event after which the range begins; {@link Position#START} while there is none. */
  Position from();

  /** The last event of the range; the same as {@link #from} while it is empty. */
  Position until();

  /** Orders: each event must name the last one. */
  final class Chained implements ProvenRange {
    private Position from;
    private Position until;
    private String lastId;

    /** The event of the last id, while {@link #until} is not made of it. */
    private Optional<Message.Data> last = Optional.empty();

    private Chained(Position start) {
      from = start.link().isPresent() ? start : Position.START;
      until = from;
      lastId = from.eventId();
    }

    @Override
    public void written(Output.Event event) {
      if (!event.data().eventId().isEmpty()) {
        follow(event.data());
      }
    }

    private void follow(Message.Data data) {
      boolean follows = !lastId.isEmpty() && data.preEventId().equals(lastId);
      if (!follows && OtherSources.isOne(data.orderSource())) {
        return;
      }
      lastId = data.eventId();
      last = Optional.of(data);
      if (!follows) {
        from = until();
      }
    }

    @Override
    public void declared(Output.Gap gap) {}

    @Override
    public void reached(Position position) {}

    /** Of one that stands in no chain the next event would not tell. */
    @Override
    public void missed(Output.Event event) {
      lastId = "";
    }

    @Override
    public Evidence by() {
      return Evidence.CHAIN;
    }

    @Override
    public Position from() {
      return from;
    }

    @Override
    public Position until() {
      until = last.map(Position::after).orElse(until);
      last = Optional.empty();
      return until;
    }
  }

  /** Trades: up to where the list has shown them, from the last hole on. */
  final class Listed implements ProvenRange {
    private Position from = Position.START;
    private Position until = Position.START;

    private Listed(Position start) {
      reached(start);
      beginAfter(new Position("", start.tradeId(), start.microtimestamp()));
    }

    @Override
    public void written(Output.Event event) {}

    @Override
    public void reached(Position position) {
      Optional<AuditedTrades> mark = position.audited();
      if (mark.isPresent() && mark.get().tradeId() != until.tradeId()) {
        Position next = new Position("", mark.get().tradeId(), mark.get().microtimestamp());
        if (!until.isStarted()) {
          from = next.tradeId() > from.tradeId() ? next : from;
        }
        until = next.tradeId() > until.tradeId() ? next : until;
      }
    }

    @Override
    public void declared(Output.Gap gap) {
      if (gap.repaired()) {
        return;
      }
      boolean countedAnew = gap.to().tradeId() < gap.from().tradeId();
      if (!gap.to().isStarted() || countedAnew) {
        from = Position.START;
        until = Position.START;
      } else {
        beginAfter(gap.to());
      }
    }

    @Override
    public void missed(Output.Event event) {
      beginAfter(Position.after(event.data()));
    }

    private void beginAfter(Position position) {
      if (position.tradeId() > from.tradeId()) {
        from = position;
      }
    }

    @Override
    public Evidence by() {
      return Evidence.LIST;
    }

    @Override
    public Position from() {
      return from;
    }

    @Override
    public Position until() {
      return until.tradeId() > from.tradeId() ? until : from;
    }
  }
}
