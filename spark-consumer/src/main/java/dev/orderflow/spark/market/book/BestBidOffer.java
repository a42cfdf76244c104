package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * The best bid and ask of a book whose both sides hold something and do not cross; of a locked book
 * they are the same price.
 *
 * @param bid best bid
 * @param bidAmount what rests at it
 * @param ask best ask
 * @param askAmount what rests at it
 */
public record BestBidOffer(
    BigDecimal bid, BigDecimal bidAmount, BigDecimal ask, BigDecimal askAmount) {

  /** Quotients are rounded to 16 significant digits, half to even. */
  public static final MathContext PRECISION = MathContext.DECIMAL64;

  private static final int MOST_DIGITS_OF_A_LONG = 18;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal BASIS_POINTS = BigDecimal.valueOf(10_000);

  /** Half the sum of best bid and ask; exact, with as many decimals as that needs. */
  public BigDecimal mid() {
    BigDecimal sum = bid.add(ask);
    if (sum.precision() > MOST_DIGITS_OF_A_LONG) {
      return sum.divide(TWO);
    }
    // It is asked of every order that comes or goes, and an exact division costs ten times as much.
    long units = sum.unscaledValue().longValue();
    return units % 2 == 0
        ? BigDecimal.valueOf(units / 2, sum.scale())
        : BigDecimal.valueOf(units * 5, sum.scale() + 1);
  }

  /** Ask less bid; exact. */
  public BigDecimal spread() {
    return ask.subtract(bid);
  }

  /** The spread in hundredths of a percent of the mid. */
  public BigDecimal spreadBasisPoints() {
    return basisPoints(spread());
  }

  /** A difference of prices in hundredths of a percent of the mid. */
  public BigDecimal basisPoints(BigDecimal difference) {
    return difference.multiply(BASIS_POINTS).divide(mid(), PRECISION);
  }

  /**
   * The mid weighted by the other side's amount, ({@code ask·qBid + bid·qAsk}) / ({@code qBid +
   * qAsk}): the weighted mid of Gatheral and Oomen, "Zero-intelligence realized variance
   * estimation", Finance and Stochastics 14 (2010).
   */
  public BigDecimal microprice() {
    return ask.multiply(bidAmount)
        .add(bid.multiply(askAmount))
        .divide(bidAmount.add(askAmount), PRECISION);
  }

  /** ({@code qBid − qAsk}) / ({@code qBid + qAsk}), from -1 to 1. */
  public BigDecimal imbalance() {
    return imbalance(bidAmount, askAmount).orElseThrow();
  }

  /** Whether both sides want the same price. */
  public boolean isLocked() {
    return bid.compareTo(ask) == 0;
  }

  /** Writes a touch that may be missing. */
  public static void write(DataOutput out, Optional<BestBidOffer> touch) throws IOException {
    out.writeBoolean(touch.isPresent());
    if (touch.isPresent()) {
      StateFormat.writeDecimal(out, touch.get().bid);
      StateFormat.writeDecimal(out, touch.get().bidAmount);
      StateFormat.writeDecimal(out, touch.get().ask);
      StateFormat.writeDecimal(out, touch.get().askAmount);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Optional<BestBidOffer> read(DataInput in) throws IOException {
    return in.readBoolean()
        ? Optional.of(
            new BestBidOffer(
                StateFormat.readDecimal(in),
                StateFormat.readDecimal(in),
                StateFormat.readDecimal(in),
                StateFormat.readDecimal(in)))
        : Optional.empty();
  }

  /** Empty where there is nothing on either side. */
  static Optional<BigDecimal> imbalance(BigDecimal bids, BigDecimal asks) {
    BigDecimal sum = bids.add(asks);
    return sum.signum() == 0
        ? Optional.empty()
        : Optional.of(bids.subtract(asks).divide(sum, PRECISION));
  }
}
