package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All markets of the exchange, run as one discrete-event simulation in order of time. */
public final class Exchange implements FrameSource {
  private final List<ExchangeMarket> markets = new ArrayList<>();

  /** Creates the markets with their books filled and nothing published. */
  public Exchange(ExchangeSettings settings) {
    OrderIds orderIds = new OrderIds();
    TradeIds tradeIds = new TradeIds();
    for (Market market : settings.markets()) {
      markets.add(new ExchangeMarket(market, settings, orderIds, tradeIds));
    }
  }

  @Override
  public List<PublicChannel> channels() {
    return markets.stream().flatMap(market -> market.channels.values().stream()).toList();
  }

  @Override
  public long nextDue() {
    return next().nextDue();
  }

  @Override
  public int advance(long now, int budget, FrameSink sink) {
    int done = 0;
    for (ExchangeMarket next = next(); done < budget && next.nextDue() <= now; next = next()) {
      next.step(sink);
      done++;
    }
    return done;
  }

  @Override
  public void publishPending(FrameSink sink) {
    markets.forEach(market -> market.publisher.publishPending(sink));
  }

  @Override
  public Optional<Exchange> exchange() {
    return Optional.of(this);
  }

  /** The markets in the order of the settings. */
  public List<Market> marketList() {
    return markets.stream().map(market -> market.market).toList();
  }

  /** Lets a market run at a given rate for a while, from an instant on. */
  public void burst(Market market, long from, double eventsPerSecond, long micros) {
    market(market.symbol()).ifPresent(found -> found.flow.burst(from, eventsPerSecond, micros));
  }

  /**
   * Says that every book changed last at a time, for frames that no market of this exchange made.
   */
  public void changed(long micros) {
    markets.forEach(market -> market.changed(micros));
  }

  List<ExchangeMarket> markets() {
    return markets;
  }

  Optional<ExchangeMarket> market(String symbol) {
    return markets.stream().filter(market -> market.market.symbol().equals(symbol)).findFirst();
  }

  private ExchangeMarket next() {
    ExchangeMarket next = markets.get(0);
    for (ExchangeMarket market : markets) {
      next = market.nextDue() < next.nextDue() ? market : next;
    }
    return next;
  }
}
