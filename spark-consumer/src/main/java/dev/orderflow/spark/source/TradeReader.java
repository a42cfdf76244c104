package dev.orderflow.spark.source;

import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.Trade;
import java.util.OptionalLong;

/** Reads a trade of the {@code live_trades} channel, raw or struct. */
public final class TradeReader {

  private TradeReader() {}

  /**
   * Reads a trade.
   *
   * @param record a record whose event is {@link FeedRecord#TRADE}
   * @return the trade
   * @throws RejectedRecordException naming the field, where it is none
   */
  public static Trade read(FeedRecord record) throws RejectedRecordException {
    DataFields data = DataFields.of(record);
    long id = data.required("id");
    if (id <= 0) {
      throw new RejectedRecordException("id is out of range: " + id);
    }
    return new Trade(
        id,
        EventTime.of(data, record),
        data.positive("price"),
        data.positive("amount"),
        side(data.required("type")),
        record.origin().equals(FeedRecord.REPAIR),
        record.session(),
        order(data, "buy_order_id"),
        order(data, "sell_order_id"));
  }

  private static Side side(long type) throws RejectedRecordException {
    if (type != 0 && type != 1) {
      throw new RejectedRecordException("type is neither 0 nor 1: " + type);
    }
    return type == 0 ? Side.BUY : Side.SELL;
  }

  private static OptionalLong order(DataFields data, String name) throws RejectedRecordException {
    OptionalLong id = data.number(name);
    return id.isPresent() && id.getAsLong() > 0 ? id : OptionalLong.empty();
  }
}
