package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All markets of the exchange, run as one discrete-event simulation in order of time. */
public final class Venue implements FrameSource {
  private final List<VenueMarket> markets = new ArrayList<>();

  /** Creates the markets with their books filled and nothing published. */
  public Venue(VenueSettings settings) {
    OrderIds orderIds = new OrderIds();
    TradeIds tradeIds = new TradeIds();
    for (Market market : settings.markets()) {
      markets.add(VenueMarket.of(market, settings, orderIds, tradeIds));
    }
  }

  @Override
  public List<PublicChannel> channels() {
    return markets.stream().flatMap(market -> market.channels().values().stream()).toList();
  }

  @Override
  public long nextDue() {
    return next().nextDue();
  }

  @Override
  public int advance(long now, int budget, FrameSink sink) {
    int done = 0;
    for (VenueMarket next = next(); done < budget && next.nextDue() <= now; next = next()) {
      next.step(sink);
      done++;
    }
    return done;
  }

  @Override
  public void publishPending(FrameSink sink) {
    markets.forEach(market -> market.publisher().publishPending(sink));
  }

  @Override
  public int awaitedSubscriptions() {
    return 0;
  }

  @Override
  public Optional<Venue> venue() {
    return Optional.of(this);
  }

  /** The markets in the order of the settings. */
  public List<Market> marketList() {
    return markets.stream().map(VenueMarket::market).toList();
  }

  /** Lets a market run at a given rate for a while, from an instant on. */
  public void burst(Market market, long from, double eventsPerSecond, long micros) {
    market(market.symbol()).ifPresent(found -> found.flow().burst(from, eventsPerSecond, micros));
  }

  /** Says that every book changed last at a time, for frames that no market of this venue made. */
  public void changed(long micros) {
    markets.forEach(market -> market.recorder().changed(micros));
  }

  List<VenueMarket> markets() {
    return markets;
  }

  Optional<VenueMarket> market(String symbol) {
    return markets.stream().filter(market -> market.market().symbol().equals(symbol)).findFirst();
  }

  private VenueMarket next() {
    VenueMarket next = markets.get(0);
    for (VenueMarket market : markets) {
      next = market.nextDue() < next.nextDue() ? market : next;
    }
    return next;
  }
}
