package dev.orderflow.spark.market.alert;

import dev.orderflow.spark.market.RowJson;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import dev.orderflow.spark.market.alert.AlertRow.Kind;
import dev.orderflow.spark.market.book.BookRow.Figures;
import dev.orderflow.spark.market.book.BookRow.LevelRow;
import dev.orderflow.spark.market.book.OrderBook;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Remembers the walls of a second and tells at the next one which of them are gone, and how: what
 * their orders executed in between against what left otherwise.
 */
final class WallWatch {

  private static final class Wall {
    private final Side side;
    private final BigDecimal price;
    private final BigDecimal amount;
    private BigDecimal executed = BigDecimal.ZERO;

    Wall(Side side, BigDecimal price, BigDecimal amount) {
      this.side = side;
      this.price = price;
      this.amount = amount;
    }
  }

  private final String market;
  private final BigDecimal share;
  private final List<Wall> walls = new ArrayList<>();

  WallWatch(String market, double share) {
    this.market = market;
    this.share = BigDecimal.valueOf(share);
  }

  /** An order with this limit executed something. */
  void executed(Side side, BigDecimal price, BigDecimal amount) {
    for (Wall wall : walls) {
      if (wall.side == side && wall.price.compareTo(price) == 0) {
        wall.executed = wall.executed.add(amount);
      }
    }
  }

  /** Forgets the walls, because the book is not the one they were seen in. */
  void forget() {
    walls.clear();
  }

  /** A second is over. */
  void second(OrderBook book, Figures figures, long micros, Consumer<AlertRow> rows) {
    for (Wall wall : walls) {
      BigDecimal gone = wall.amount.subtract(book.amountAt(wall.side, wall.price));
      if (gone.compareTo(wall.amount.multiply(share)) >= 0) {
        rows.accept(alert(wall, gone, micros));
      }
    }
    walls.clear();
    remember(Side.BUY, figures.bidWalls());
    remember(Side.SELL, figures.askWalls());
  }

  private void remember(Side side, List<LevelRow> levels) {
    levels.forEach(level -> walls.add(new Wall(side, level.price(), level.amount())));
  }

  private AlertRow alert(Wall wall, BigDecimal gone, long micros) {
    BigDecimal executed = wall.executed.min(gone);
    BigDecimal otherwise = gone.subtract(executed);
    boolean eaten = executed.compareTo(otherwise) >= 0;
    return new AlertRow(
        market,
        micros,
        eaten ? Kind.WALL_EATEN : Kind.WALL_PULLED,
        Optional.of(wall.side),
        Optional.of(wall.price),
        Optional.of(gone),
        Optional.of(executed),
        Optional.of(wall.amount),
        (wall.side == Side.BUY ? "Bids" : "Offers")
            + " at "
            + RowJson.plain(wall.price)
            + " fell by "
            + RowJson.plain(gone)
            + " of "
            + RowJson.plain(wall.amount)
            + " since the last row: "
            + RowJson.plain(executed)
            + " executed, "
            + RowJson.plain(otherwise)
            + " cancelled.");
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(walls.size());
    for (Wall wall : walls) {
      out.writeByte(wall.side.ordinal());
      StateFormat.writeDecimal(out, wall.price);
      StateFormat.writeDecimal(out, wall.amount);
      StateFormat.writeDecimal(out, wall.executed);
    }
  }

  void read(DataInput in) throws IOException {
    walls.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Side side = Side.values()[in.readByte()];
      Wall wall = new Wall(side, StateFormat.readDecimal(in), StateFormat.readDecimal(in));
      wall.executed = StateFormat.readDecimal(in);
      walls.add(wall);
    }
  }
}
