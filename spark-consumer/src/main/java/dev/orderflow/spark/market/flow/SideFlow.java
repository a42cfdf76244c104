package dev.orderflow.spark.market.flow;

import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * What orders of one side did in an interval.
 *
 * @param created orders created
 * @param createdAmount their amount, base currency; zero for orders whose amount is not told
 * @param changed changed events
 * @param filled events that executed something, of makers and takers
 * @param filledAmount what they executed
 * @param cancelled orders deleted with something left
 * @param cancelledAmount what was left, or was taken away without execution
 * @param quoteFilled of {@code filled}, those of maker-or-cancel orders
 * @param quoteCancelled of {@code cancelled}, those of maker-or-cancel orders
 */
public record SideFlow(
    long created,
    BigDecimal createdAmount,
    long changed,
    long filled,
    BigDecimal filledAmount,
    long cancelled,
    BigDecimal cancelledAmount,
    long quoteFilled,
    long quoteCancelled) {

  /** Adds up one side while its interval lasts. */
  static final class Sum {
    private long created;
    private BigDecimal createdAmount = BigDecimal.ZERO;
    private long changed;
    private long filled;
    private BigDecimal filledAmount = BigDecimal.ZERO;
    private long cancelled;
    private BigDecimal cancelledAmount = BigDecimal.ZERO;
    private long quoteFilled;
    private long quoteCancelled;

    void created(BigDecimal amount) {
      created++;
      createdAmount = createdAmount.add(amount);
    }

    void changed() {
      changed++;
    }

    void executed(BigDecimal amount, boolean quote) {
      filled++;
      filledAmount = filledAmount.add(amount);
      quoteFilled += quote ? 1 : 0;
    }

    void cancelled(BigDecimal amount, boolean wholly, boolean quote) {
      cancelled += wholly ? 1 : 0;
      cancelledAmount = cancelledAmount.add(amount);
      quoteCancelled += wholly && quote ? 1 : 0;
    }

    SideFlow flow() {
      return new SideFlow(
          created,
          createdAmount,
          changed,
          filled,
          filledAmount,
          cancelled,
          cancelledAmount,
          quoteFilled,
          quoteCancelled);
    }

    void write(DataOutput out) throws IOException {
      StateFormat.writeNumber(out, created);
      StateFormat.writeDecimal(out, createdAmount);
      StateFormat.writeNumber(out, changed);
      StateFormat.writeNumber(out, filled);
      StateFormat.writeDecimal(out, filledAmount);
      StateFormat.writeNumber(out, cancelled);
      StateFormat.writeDecimal(out, cancelledAmount);
      StateFormat.writeNumber(out, quoteFilled);
      StateFormat.writeNumber(out, quoteCancelled);
    }

    void read(DataInput in) throws IOException {
      created = StateFormat.readNumber(in);
      createdAmount = StateFormat.readDecimal(in);
      changed = StateFormat.readNumber(in);
      filled = StateFormat.readNumber(in);
      filledAmount = StateFormat.readDecimal(in);
      cancelled = StateFormat.readNumber(in);
      cancelledAmount = StateFormat.readDecimal(in);
      quoteFilled = StateFormat.readNumber(in);
      quoteCancelled = StateFormat.readNumber(in);
    }
  }
}
