package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Side;

/** Every trade of a market, as far back as the retention reaches. */
final class TradeLog {
  private static final int TIME = 0;
  private static final int ID = 1;
  private static final int PRICE = 2;
  private static final int AMOUNT = 3;
  private static final int BUY_ORDER = 4;
  private static final int SELL_ORDER = 5;
  private static final int TAKER = 6;
  private static final int DUE = 7;
  private static final int COLUMNS = 8;

  private final RowRing rows;

  TradeLog(long retainedTrades) {
    this.rows = new RowRing(COLUMNS, retainedTrades);
  }

  void append(
      long time, long id, Side taker, long price, long amount, long buyId, long sellId, long due) {
    long row = rows.add();
    rows.set(row, TIME, time);
    rows.set(row, ID, id);
    rows.set(row, PRICE, price);
    rows.set(row, AMOUNT, amount);
    rows.set(row, BUY_ORDER, buyId);
    rows.set(row, SELL_ORDER, sellId);
    rows.set(row, TAKER, taker.code());
    rows.set(row, DUE, due);
  }

  long first() {
    return rows.first();
  }

  long end() {
    return rows.end();
  }

  /** The first retained trade later than a time of the engine. */
  long firstAfter(long time) {
    return rows.firstAbove(TIME, time);
  }

  long time(long row) {
    return rows.get(row, TIME);
  }

  long id(long row) {
    return rows.get(row, ID);
  }

  long price(long row) {
    return rows.get(row, PRICE);
  }

  long amount(long row) {
    return rows.get(row, AMOUNT);
  }

  long buyOrderId(long row) {
    return rows.get(row, BUY_ORDER);
  }

  long sellOrderId(long row) {
    return rows.get(row, SELL_ORDER);
  }

  Side taker(long row) {
    return rows.get(row, TAKER) == Side.BUY.code() ? Side.BUY : Side.SELL;
  }

  /** When the trade's frame is published, microseconds of exchange time. */
  long due(long row) {
    return rows.get(row, DUE);
  }
}
