package dev.orderflow.spark.job;

import dev.orderflow.spark.market.CompletenessRow;
import dev.orderflow.spark.market.MarketEvent;
import dev.orderflow.spark.market.MarketEvent.Feed;
import dev.orderflow.spark.market.MarketEvent.Gap;
import dev.orderflow.spark.market.MarketEvent.Interruption;
import dev.orderflow.spark.market.MarketEvent.SessionChange;
import dev.orderflow.spark.market.MarketEvent.TradeEvent;
import dev.orderflow.spark.market.MarketRow;
import dev.orderflow.spark.market.Reason;
import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.analysis.AnalysisSettings;
import dev.orderflow.spark.market.analysis.MarketAnalysis;
import dev.orderflow.spark.market.book.BookRow;
import dev.orderflow.spark.market.flow.FlowRow;
import dev.orderflow.spark.market.order.OrderRow;
import dev.orderflow.spark.scan.RecordFilter;
import dev.orderflow.spark.scan.ScannedRecord;
import dev.orderflow.spark.source.BookReader;
import dev.orderflow.spark.source.ChannelName;
import dev.orderflow.spark.source.EventTime;
import dev.orderflow.spark.source.FeedRecord;
import dev.orderflow.spark.source.FillWithoutTradeReader;
import dev.orderflow.spark.source.GapReader;
import dev.orderflow.spark.source.OrderReader;
import dev.orderflow.spark.source.ProofReader;
import dev.orderflow.spark.source.ProofReader.Proof;
import dev.orderflow.spark.source.RejectedRecordException;
import dev.orderflow.spark.source.SessionReader;
import dev.orderflow.spark.source.TradeReader;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A market's order book, its flow, the fate of its orders and alerts, or some of these.
 *
 * @param name the job's name
 * @param settings what to compute
 */
public record AnalysisComputation(String name, AnalysisSettings settings)
    implements MarketComputation {

  /** Output: what the book says. */
  public static final String BOOK = "book";

  /** Output: what the flow says. */
  public static final String FLOW = "flow";

  /** Output: the fate of orders. */
  public static final String ORDERS = "orders";

  /** Output: alerts. */
  public static final String ALERTS = "alerts";

  private static final List<String> OUTPUTS =
      List.of(BOOK, FLOW, ORDERS, ALERTS, COMPLETENESS, REJECTED);

  @Override
  public Set<String> channelKinds() {
    return Set.of(
        ChannelName.LIVE_ORDERS,
        ChannelName.LIVE_TRADES,
        ChannelName.ORDER_BOOK,
        ChannelName.DIFF_ORDER_BOOK);
  }

  @Override
  public Map<String, String> counts() {
    Map<String, String> counts = new LinkedHashMap<>();
    OUTPUTS.forEach(output -> counts.put(output, output));
    MarketAnalysis.TOTALS.forEach(total -> counts.put(total, total));
    return counts;
  }

  @Override
  public State begin(String market) {
    return new Market(market, settings);
  }

  private static String output(MarketRow row) {
    if (row instanceof BookRow) {
      return BOOK;
    }
    if (row instanceof FlowRow) {
      return FLOW;
    }
    return row instanceof OrderRow ? ORDERS : ALERTS;
  }

  private static String key(MarketRow row) {
    if (row instanceof FlowRow flow) {
      return flow.market() + '|' + flow.interval() + '|' + RowJson.time(flow.start());
    }
    if (row instanceof OrderRow order) {
      return order.market() + '|' + order.orderId();
    }
    return row.market();
  }

  /**
   * Feeds a market's records to its analysis, and tells it of what is missing where no gap record
   * does: records that Kafka deleted or that could not be used, and a session that continues
   * nothing.
   */
  private static final class Market implements State {

    private static final int FORMAT = 2;

    private final MarketAnalysis analysis;
    private final OrderReader orders = new OrderReader();
    private final Map<String, Long> losses = new TreeMap<>();
    private final PendingProofs proofs = new PendingProofs();

    Market(String market, AnalysisSettings settings) {
      analysis = new MarketAnalysis(market, settings);
    }

    @Override
    public Map<String, Long> totals() {
      return analysis.totals();
    }

    @Override
    public void accept(ScannedRecord scanned, MarketRows out) throws RejectedRecordException {
      Consumer<MarketRow> rows = rows(out);
      take(scanned, rows);
      proveUpTo(scanned.record(), rows);
    }

    private void take(ScannedRecord scanned, Consumer<MarketRow> rows)
        throws RejectedRecordException {
      FeedRecord record = scanned.record();
      if (scanned.order().isPresent()) {
        analysis.accept(scanned.order().get(), rows);
        return;
      }
      if (record.event().equals(RecordFilter.LOST)) {
        lost(record, rows);
        return;
      }
      String kind = kind(record);
      switch (record.event()) {
        case FeedRecord.GAP -> gap(record, GapReader.read(record), rows);
        case FeedRecord.SESSION -> session(record, SessionReader.read(record), rows);
        case FeedRecord.PROOF ->
            ProofReader.read(record).ifPresent(proof -> proofs.add(record, proof));
        case FeedRecord.FILL_WITHOUT_TRADE ->
            analysis.accept(FillWithoutTradeReader.read(record), rows);
        case FeedRecord.SNAPSHOT -> analysis.accept(BookReader.snapshot(record), rows);
        default -> frame(kind, record, rows);
      }
    }

    /** A proof says what stands in the topic up to a record, and that record with it. */
    private void proveUpTo(FeedRecord taken, Consumer<MarketRow> rows) {
      // Of a loss the record tells that it comes before.
      if (!taken.event().equals(RecordFilter.LOST)) {
        proofs.read(taken);
        proofs.takeDue((channel, proof) -> proof(channel, proof, rows));
      }
    }

    private void proof(String channel, Proof proof, Consumer<MarketRow> rows) {
      Feed feed = feed(ChannelName.parse(channel).orElseThrow().kind());
      analysis.accept(new MarketEvent.Proof(feed, proof.from(), proof.until(), proof.by()), rows);
    }

    private static Consumer<MarketRow> rows(MarketRows out) {
      return row -> {
        if (row instanceof CompletenessRow completeness) {
          out.publish(completeness);
        } else {
          out.publish(output(row), key(row), row.toJson());
        }
      };
    }

    private static String kind(FeedRecord record) {
      return ChannelName.parse(record.channel()).map(ChannelName::kind).orElse("");
    }

    private void frame(String kind, FeedRecord record, Consumer<MarketRow> rows)
        throws RejectedRecordException {
      switch (kind) {
        case ChannelName.LIVE_ORDERS -> {
          if (OrderReader.action(record.event()).isEmpty()) {
            throw RejectedRecordException.unknownEvent(record.event());
          }
          orders.read(record).ifPresent(order -> analysis.accept(order, rows));
        }
        case ChannelName.LIVE_TRADES -> {
          if (!record.event().equals(FeedRecord.TRADE)) {
            throw RejectedRecordException.unknownEvent(record.event());
          }
          analysis.accept(new TradeEvent(TradeReader.read(record)), rows);
        }
        default ->
            analysis.accept(BookReader.levels(record, kind.equals(ChannelName.ORDER_BOOK)), rows);
      }
    }

    @Override
    public void refused(ScannedRecord scanned, MarketRows out) {
      FeedRecord record = scanned.record();
      if (takesSomethingAway(record)) {
        if (record.event().equals(FeedRecord.GAP)) {
          GapReader.ofRefused(record).ifPresent(gap -> gap(record, gap, rows(out)));
        } else {
          miss(record, out);
        }
      }
      proveUpTo(record, rows(out));
    }

    private static boolean takesSomethingAway(FeedRecord record) {
      String kind = kind(record);
      boolean counts = kind.equals(ChannelName.LIVE_ORDERS) || kind.equals(ChannelName.LIVE_TRADES);
      return counts && record.mayTellOfEvents();
    }

    private void miss(FeedRecord record, MarketRows out) {
      String kind = kind(record);
      OptionalLong micros = EventTime.ofRefused(record);
      if (micros.isEmpty()) {
        analysis.accept(
            new Interruption(feed(kind), Reason.REFUSED, record.receivedAt()), rows(out));
        return;
      }
      String id = kind.equals(ChannelName.LIVE_ORDERS) ? OrderReader.eventId(record) : "";
      long at = micros.getAsLong();
      analysis.accept(new Gap(feed(kind), at, at, id, id, false, Reason.REFUSED), rows(out));
    }

    private void gap(FeedRecord record, GapReader.Gap gap, Consumer<MarketRow> rows) {
      long from = gap.from() == Long.MIN_VALUE ? gap.to() : gap.from();
      analysis.accept(
          new Gap(feed(kind(record)), from, gap.to(), gap.fromId(), gap.toId(), gap.repaired()),
          rows);
      if (gap.isNewCountOfTrades() && feed(kind(record)) == Feed.TRADES) {
        analysis.tradeIdsBeginAnew();
      }
      if (!gap.repaired()) {
        proofs.contradict(record.channel(), gap.from(), gap.to());
      }
    }

    private void session(
        FeedRecord record, SessionReader.SessionChange change, Consumer<MarketRow> rows) {
      Feed feed = feed(kind(record));
      analysis.accept(
          new SessionChange(feed, change.session(), change.started(), change.at()), rows);
      if (change.started() && !change.continues() && feed != Feed.BOOKS) {
        analysis.accept(new Interruption(feed, Reason.NOT_CONTINUED, record.receivedAt()), rows);
      }
    }

    /** The same loss is told again with every batch of a run. */
    private void lost(FeedRecord record, Consumer<MarketRow> rows) {
      long left = Long.parseLong(record.value());
      if (losses.getOrDefault(record.topicPartition(), 0L) < left) {
        losses.put(record.topicPartition(), left);
        analysis.accept(new Interruption(Feed.ORDERS, Reason.LOST, record.receivedAt()), rows);
        analysis.accept(new Interruption(Feed.TRADES, Reason.LOST, record.receivedAt()), rows);
      }
    }

    @Override
    public void endOfBatch(MarketRows out) {
      analysis.endOfBatch(rows(out));
    }

    private static Feed feed(String kind) {
      return switch (kind) {
        case ChannelName.LIVE_ORDERS -> MarketEvent.Feed.ORDERS;
        case ChannelName.LIVE_TRADES -> MarketEvent.Feed.TRADES;
        default -> MarketEvent.Feed.BOOKS;
      };
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(FORMAT);
      out.writeInt(losses.size());
      for (Map.Entry<String, Long> loss : losses.entrySet()) {
        out.writeUTF(loss.getKey());
        out.writeLong(loss.getValue());
      }
      proofs.write(out);
      analysis.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      StateFormat.readVersion(in, FORMAT, "the market's state in the checkpoint");
      for (int left = in.readInt(); left > 0; left--) {
        losses.put(in.readUTF(), in.readLong());
      }
      proofs.read(in);
      analysis.read(in);
    }
  }
}
