package dev.orderflow.spark.market.order;

import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Trades of one order in one role.
 *
 * @param trades how many
 * @param amount base currency
 * @param quote counter currency, exactly
 */
public record Fills(int trades, BigDecimal amount, BigDecimal quote) {

  /** None. */
  public static final Fills NONE = new Fills(0, BigDecimal.ZERO, BigDecimal.ZERO);

  Fills plus(BigDecimal moreAmount, BigDecimal moreQuote) {
    return new Fills(trades + 1, amount.add(moreAmount), quote.add(moreQuote));
  }

  Fills plus(Fills other) {
    return other.trades == 0
        ? this
        : new Fills(trades + other.trades, amount.add(other.amount), quote.add(other.quote));
  }

  void write(DataOutput out) throws IOException {
    StateFormat.writeNumber(out, trades);
    if (trades > 0) {
      StateFormat.writeDecimal(out, amount);
      StateFormat.writeDecimal(out, quote);
    }
  }

  static Fills read(DataInput in) throws IOException {
    int trades = (int) StateFormat.readNumber(in);
    return trades == 0
        ? NONE
        : new Fills(trades, StateFormat.readDecimal(in), StateFormat.readDecimal(in));
  }
}
