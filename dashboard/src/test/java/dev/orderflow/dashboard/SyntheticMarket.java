package dev.orderflow.dashboard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One made-up market, which moves and is written as the connector and the Spark jobs write, so that
 * a test knows every value that the page must show. It is no market to learn from: a seeded random
 * walk.
 */
final class SyntheticMarket extends MarketRecords {

  private static final int LEVELS = 24;

  private final Random random = new Random(7);
  private final Map<Long, Bar> minutes = new TreeMap<>();
  private double level = 79_800;
  private double pressure;
  private double cumulative;
  private long tradeId = 629_876_000;
  private String lastPrice = "";

  SyntheticMarket(String bootstrapServers, String market) {
    this(bootstrapServers, market, "");
  }

  /** A market in topics of its own, whose names begin with a prefix. */
  SyntheticMarket(String bootstrapServers, String market, String prefix) {
    super(bootstrapServers, market, prefix);
  }

  String lastPrice() {
    return lastPrice;
  }

  Map<Long, Bar> minutes() {
    return minutes;
  }

  /**
   * Sessions, then what happened from one time to another, with a hole in it where one is given.
   */
  void history(Instant from, Instant to, Instant holeFrom, Instant holeTo) {
    session("live_orders", "started", from);
    session("live_trades", "started", from);
    long book = to.minusSeconds(600).toEpochMilli();
    for (long at = from.toEpochMilli(); at < to.toEpochMilli(); at += 1_000) {
      boolean hole = at >= holeFrom.toEpochMilli() && at < holeTo.toEpochMilli();
      if (!hole) {
        second(at, 1 + random.nextInt(2));
      }
      computed(at, hole, at >= book || at % 10_000 < 1_000);
    }
    gap("live_orders", holeFrom, holeTo, false);
    gap("live_trades", holeFrom, holeTo, false);
    Instant repaired = holeFrom.minusSeconds(1_200);
    gap("live_trades", repaired.minusSeconds(30), repaired, true);
    for (Bar bar : minutes.values()) {
      boolean revised = bar.start == repaired.toEpochMilli() / 60_000 * 60_000;
      candle("1m", bar, 60_000, whole(bar, holeFrom, holeTo), revised, revised ? 2 : 1);
      candle("5m", merge(bar, 300_000), 300_000, 0, false, 1);
      candle("1h", merge(bar, 3_600_000), 3_600_000, 0, false, 1);
    }
  }

  /** The longer candle of a minute, of the minutes there are. */
  private Bar merge(Bar minute, long length) {
    long start = minute.start - minute.start % length;
    Bar merged = null;
    for (Bar each : minutes.values()) {
      if (each.start >= start && each.start < start + length) {
        merged = merged == null ? new Bar(start, each.open) : merged;
        merged.high = merged.high.max(each.high);
        merged.low = merged.low.min(each.low);
        merged.close = each.close;
        merged.volume = merged.volume.add(each.volume);
        merged.quote = merged.quote.add(each.quote);
        merged.trades += each.trades;
      }
    }
    return merged;
  }

  private static long whole(Bar bar, Instant from, Instant to) {
    long start = Math.max(bar.start, from.toEpochMilli());
    long end = Math.min(bar.start + 60_000, to.toEpochMilli());
    return Math.max(0, end - start);
  }

  /** One second of trading: a few trades and order events. */
  void second(long at, int trades) {
    pressure = pressure * 0.96 + random.nextGaussian() * 0.12;
    level += pressure * 3 + random.nextGaussian() * 2.2;
    for (int i = 0; i < trades; i++) {
      trade(Instant.ofEpochMilli(at + 100 + i * 300L), random.nextDouble() < 0.5 + pressure / 3);
    }
    order(Instant.ofEpochMilli(at + 50));
  }

  /** One second as it happens, and what Spark makes of it; the caller keeps the time. */
  void live(Instant now) {
    pressure = pressure * 0.96 + random.nextGaussian() * 0.12;
    level += pressure * 3 + random.nextGaussian() * 2.2;
    order(now);
    trade(now, random.nextDouble() < 0.5 + pressure / 3);
    if (random.nextDouble() < 0.6) {
      trade(now, random.nextDouble() < 0.5 + pressure / 3);
    }
    computed(now.toEpochMilli() / 1_000 * 1_000, false, true);
    Bar bar = minutes.get(now.toEpochMilli() / 60_000 * 60_000);
    candle("1m", bar, 60_000, 0, false, 1);
  }

  /** A candle of one second, of the last price alone. */
  void candleOfASecond(Instant now) {
    Bar bar = new Bar(now.getEpochSecond() * 1_000, new BigDecimal(lastPrice));
    bar.add(bar.open, BigDecimal.ONE);
    candle("1s", bar, 1_000, 0, false, 1);
  }

  /** What Spark computes of that second. */
  void computed(long at, boolean hole, boolean withBook) {
    if (withBook) {
      if (hole) {
        invalidBook(Instant.ofEpochMilli(at), "gap");
      } else {
        book(Instant.ofEpochMilli(at + 1_000));
      }
    }
    if (!hole && at % 60_000 < 1_000) {
      double imbalance = pressure * 8 + random.nextGaussian() * 2;
      cumulative += imbalance / 3;
      flow("1m", at - at % 60_000, imbalance, cumulative);
    }
    if (!hole && at % 3_000 < 1_000) {
      double kind = random.nextDouble();
      orderEnd(at, kind < 0.16 ? "filled" : kind < 0.22 ? "partly_filled" : "cancelled");
      orderEnd(at, kind < 0.5 ? "cancelled" : kind < 0.9 ? "filled" : "cancelled");
    }
    if (at % 97_000 < 1_000) {
      String[][] alerts = {
        {
          "large_order",
          "A sell order of 14.2 was created 3.1 bps behind the touch, 240 times the median."
        },
        {"wall_pulled", "82 % of the bid wall at 79750 went, less than half of it by execution."},
        {
          "wide_spread", "The spread of 4.4 bps is beyond the 99.9th percentile of the last 1800 s."
        },
        {"strong_imbalance", "The imbalance at the touch, 0.97, is beyond the 99.9th percentile."}
      };
      String[] alert = alerts[(int) (at / 97_000 % alerts.length)];
      alert(Instant.ofEpochMilli(at), alert[0], alert[1]);
    }
  }

  private BigDecimal price() {
    return BigDecimal.valueOf(level).setScale(2, RoundingMode.HALF_EVEN);
  }

  String trade(Instant at, boolean buy) {
    BigDecimal price =
        price().add(new BigDecimal(buy ? "0.6" : "-0.6")).setScale(2, RoundingMode.HALF_EVEN);
    double size = Math.exp(random.nextGaussian() * 1.4 - 3.2);
    return trade(at, price.toPlainString(), String.format(Locale.ROOT, "%.8f", size), buy, true);
  }

  /** A trade with values of the caller's; gives its id. */
  String trade(Instant at, String price, String amount, boolean buy, boolean counted) {
    String id = Long.toString(++tradeId);
    lastPrice = price;
    if (counted) {
      long minute = at.toEpochMilli() - at.toEpochMilli() % 60_000;
      BigDecimal exact = new BigDecimal(price);
      minutes
          .computeIfAbsent(minute, each -> new Bar(minute, exact))
          .add(exact, new BigDecimal(amount));
    }
    trade(at, id, price, amount, buy);
    return id;
  }

  void book(Instant at) {
    StringBuilder bids = new StringBuilder();
    StringBuilder asks = new StringBuilder();
    double bid = 0;
    double ask = 0;
    StringBuilder bidWall = new StringBuilder();
    StringBuilder askWall = new StringBuilder();
    for (int i = 0; i < LEVELS; i++) {
      double below = Math.floor((level - 0.5) / 5) * 5 - i * 5;
      double above = Math.ceil((level + 0.5) / 5) * 5 + i * 5;
      double bidAmount = amount(below);
      double askAmount = amount(above);
      bid = i == 0 ? bidAmount : bid;
      ask = i == 0 ? askAmount : ask;
      level(bids, below, bidAmount);
      level(asks, above, askAmount);
      if (bidAmount > 12) {
        level(bidWall, below, bidAmount);
      }
      if (askAmount > 12) {
        level(askWall, above, askAmount);
      }
    }
    double best = Math.floor((level - 0.5) / 5) * 5;
    double offer = Math.ceil((level + 0.5) / 5) * 5;
    double mid = (best + offer) / 2;
    StringBuilder depth = new StringBuilder();
    for (int bps : new int[] {5, 10, 25, 50, 100}) {
      depth
          .append(depth.isEmpty() ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"bps\":%d,\"bid_amount\":\"%.4f\",\"bid_orders\":9,\"ask_amount\":\"%.4f\",\"ask_orders\":9,\"imbalance\":\"0.1\"}",
                  bps,
                  within(mid, -bps),
                  within(mid, bps)));
    }
    computed(
        BOOK,
        market(),
        String.format(
            Locale.ROOT,
            """
            {"market":"%s","at":"%s","trigger":"second","valid":true,"reason":null,"touch":{"bid":"%.0f","bid_amount":"%.4f","bid_orders":2,"ask":"%.0f","ask_amount":"%.4f","ask_orders":1,"spread":"%.0f","spread_bps":"%.6f","mid":"%.1f","microprice":"%.6f","imbalance":"%.6f"},"depth":[%s],"cost":[],"bids":[%s],"asks":[%s],"bid_walls":[%s],"ask_walls":[%s],"orders":812,"audit":{"at":"%s","agreement":"1","audits":12,"unequal_audits":0,"orphans":0,"phantoms":0,"unknown":0,"seeds":1,"skipped_snapshots":0,"repeated":0,"crossed_ms":0,"invalidations":0}}""",
            market(),
            at,
            best,
            bid,
            offer,
            ask,
            offer - best,
            (offer - best) / mid * 1e4,
            mid,
            (offer * bid + best * ask) / (bid + ask),
            (bid - ask) / (bid + ask),
            depth,
            bids,
            asks,
            bidWall,
            askWall,
            at.minusSeconds(41)),
        at);
  }

  /** What rests so many basis points from the mid, to either side. */
  private double within(double mid, int bps) {
    double sum = 0;
    double reach = mid * Math.abs(bps) / 10_000;
    for (double away = 2.5; away <= reach; away += 5) {
      sum += amount(Math.round((mid + Math.signum(bps) * away) / 5) * 5.0);
    }
    return sum;
  }

  /** The same price has much the same amount from second to second, as resting orders have. */
  private double amount(double price) {
    double fixed = new Random((long) price * 31).nextDouble();
    double wall = (long) price % 85 == 0 ? 16 : 0;
    double near = 1 + Math.abs(price - level) / 40;
    return (0.2 + fixed * 1.8 + wall) * near * (0.9 + random.nextDouble() * 0.2);
  }

  private static void level(StringBuilder side, double price, double amount) {
    side.append(side.isEmpty() ? "" : ",")
        .append(
            String.format(
                Locale.ROOT,
                "{\"price\":\"%.0f\",\"amount\":\"%.4f\",\"orders\":%d}",
                price,
                amount,
                1 + (int) amount));
  }
}
