package dev.orderflow.spark.source;

import dev.orderflow.spark.market.MarketEvent.FillWithoutTrade;

/** Reads the connector's {@code orderflow:fill_without_trade}. */
public final class FillWithoutTradeReader {

  private FillWithoutTradeReader() {}

  /**
   * Reads which fill has no trade.
   *
   * @param record a record whose event is {@link FeedRecord#FILL_WITHOUT_TRADE}
   * @return the fill
   * @throws RejectedRecordException naming the field, where it is none
   */
  public static FillWithoutTrade read(FeedRecord record) throws RejectedRecordException {
    DataFields data = DataFields.of(record.value());
    return new FillWithoutTrade(
        data.required("order_id"), EventTime.checked(data.required("microtimestamp"), record));
  }
}
