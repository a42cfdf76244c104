package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.book.BookRow.Cost;
import dev.orderflow.spark.market.book.BookRow.Depth;
import dev.orderflow.spark.market.book.BookRow.Figures;
import dev.orderflow.spark.market.book.BookRow.LevelRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures a book. Sums of levels are exact; it is asked once a second, and walks the levels within
 * one percent of the mid.
 */
public final class BookView {

  /** Distances from the mid, hundredths of a percent. */
  private static final int[] BANDS = {5, 10, 25, 50, 100};

  /** Walls are looked for among so many of the best levels within the widest band. */
  private static final int WALL_LEVELS = 200;

  private static final int MAX_WALLS = 5;

  private static final int WHOLE = 10_000;

  private final BookSettings settings;

  /** Creates a view. */
  public BookView(BookSettings settings) {
    this.settings = settings;
  }

  /** What the book says. */
  public Figures figures(OrderBook book) {
    Optional<BestBidOffer> touch = book.touch();
    BookLadder bids = book.ladder(Side.BUY);
    BookLadder asks = book.ladder(Side.SELL);
    List<Depth> depth = new ArrayList<>(BANDS.length);
    int bidLevels = 0;
    int askLevels = 0;
    if (touch.isPresent()) {
      BandSums bidBands = new BandSums(book, Side.BUY);
      BandSums askBands = new BandSums(book, Side.SELL);
      for (int band = 0; band < BANDS.length; band++) {
        depth.add(
            new Depth(
                BANDS[band],
                bidBands.amounts[band],
                bidBands.orders[band],
                askBands.amounts[band],
                askBands.orders[band]));
      }
      bidLevels = bidBands.levels;
      askLevels = askBands.levels;
    }
    List<Cost> costs = new ArrayList<>();
    for (BigDecimal amount : settings.costAmounts()) {
      costs.add(new Cost(amount, cost(book, asks, amount), cost(book, bids, amount)));
    }
    return new Figures(
        touch,
        best(book, bids),
        best(book, asks),
        depth,
        costs,
        levels(book, bids),
        levels(book, asks),
        walls(book, bids, bidLevels),
        walls(book, asks, askLevels));
  }

  /** What rests within each band of one side. */
  private static final class BandSums {
    private final BigDecimal[] amounts = new BigDecimal[BANDS.length];
    private final int[] orders = new int[BANDS.length];

    /** Levels within the widest band. */
    private final int levels;

    BandSums(OrderBook book, Side side) {
      BookLadder ladder = book.ladder(side);
      BigInteger twiceMid =
          BigInteger.valueOf(book.ladder(Side.BUY).price(0))
              .add(BigInteger.valueOf(book.ladder(Side.SELL).price(0)));
      int rank = 0;
      BigInteger before = BigInteger.ZERO;
      int count = 0;
      for (int band = 0; band < BANDS.length; band++) {
        long limit = limit(twiceMid, BANDS[band], side);
        long amount = 0;
        while (rank < ladder.size() && ladder.isAtOrBetter(rank, limit)) {
          if (amount > Long.MAX_VALUE - ladder.amount(rank)) {
            before = before.add(BigInteger.valueOf(amount));
            amount = 0;
          }
          amount += ladder.amount(rank);
          count += ladder.count(rank);
          rank++;
        }
        before = before.add(BigInteger.valueOf(amount));
        amounts[band] = new BigDecimal(before, book.amounts().scale());
        orders[band] = count;
      }
      levels = rank;
    }

    /** The last price within a distance of the mid, in units, exactly. */
    private static long limit(BigInteger twiceMid, int basisPoints, Side side) {
      boolean sell = side == Side.SELL;
      BigInteger whole = BigInteger.valueOf(2L * WHOLE);
      BigInteger[] parts =
          twiceMid
              .multiply(BigInteger.valueOf(sell ? WHOLE + basisPoints : WHOLE - basisPoints))
              .divideAndRemainder(whole);
      boolean up = !sell && parts[1].signum() > 0;
      return up ? parts[0].longValueExact() + 1 : parts[0].longValueExact();
    }
  }

  private static Optional<BigDecimal> cost(OrderBook book, BookLadder ladder, BigDecimal wanted) {
    BigDecimal left = wanted;
    BigDecimal money = BigDecimal.ZERO;
    for (int rank = 0; rank < ladder.size(); rank++) {
      BigDecimal there = book.amounts().decimal(ladder.amount(rank));
      BigDecimal taken = there.min(left);
      money = money.add(book.prices().decimal(ladder.price(rank)).multiply(taken));
      left = left.subtract(taken);
      if (left.signum() == 0) {
        return Optional.of(money);
      }
    }
    return Optional.empty();
  }

  private List<LevelRow> levels(OrderBook book, BookLadder ladder) {
    List<LevelRow> rows = new ArrayList<>(settings.levels());
    for (int rank = 0; rank < Math.min(settings.levels(), ladder.size()); rank++) {
      rows.add(level(book, ladder, rank));
    }
    return rows;
  }

  private List<LevelRow> walls(OrderBook book, BookLadder ladder, int withinBand) {
    int count = Math.min(WALL_LEVELS, withinBand);
    List<LevelRow> walls = new ArrayList<>();
    if (count < 3) {
      return walls;
    }
    long[] amounts = new long[count];
    for (int rank = 0; rank < count; rank++) {
      amounts[rank] = ladder.amount(rank);
    }
    Arrays.sort(amounts);
    long median = amounts[count / 2];
    for (int rank = 0; rank < count && walls.size() < MAX_WALLS; rank++) {
      if (ladder.amount(rank) / settings.wallFactor() >= median) {
        walls.add(level(book, ladder, rank));
      }
    }
    return walls;
  }

  private static Optional<LevelRow> best(OrderBook book, BookLadder ladder) {
    return ladder.isEmpty() ? Optional.empty() : Optional.of(level(book, ladder, 0));
  }

  private static LevelRow level(OrderBook book, BookLadder ladder, int rank) {
    return new LevelRow(
        book.prices().decimal(ladder.price(rank)),
        book.amounts().decimal(ladder.amount(rank)),
        ladder.count(rank));
  }
}
