package dev.orderflow.simulator.venue;

import dev.orderflow.simulator.market.FlowSettings;
import dev.orderflow.simulator.market.Market;
import dev.orderflow.simulator.market.OrderIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All markets of the exchange, run as one discrete-event simulation in order of time. */
public final class Venue implements FrameSource {
  private final List<VenueMarket> markets = new ArrayList<>();
  private final List<PublicChannel> channels = new ArrayList<>();

  /** Creates the markets with their books filled and nothing published. */
  public Venue(VenueSettings settings) {
    OrderIds orderIds = new OrderIds();
    TradeIds tradeIds = new TradeIds();
    for (Market market : settings.markets()) {
      FlowSettings flow =
          new FlowSettings(
              settings.seed(),
              settings.startMicros(),
              settings.eventsPerSecond().orElse(market.eventsPerSecond()),
              settings.bookOrders());
      VenueMarket added =
          new VenueMarket(
              market,
              flow,
              settings.retainedEvents(),
              settings.retainedBookFrames(),
              channels.size(),
              orderIds,
              tradeIds);
      markets.add(added);
      channels.addAll(added.channels());
    }
  }

  @Override
  public List<PublicChannel> channels() {
    return List.copyOf(channels);
  }

  @Override
  public long nextDue() {
    return next().nextDue();
  }

  @Override
  public int advance(long now, int budget, FrameSink sink) {
    int done = 0;
    while (done < budget) {
      VenueMarket market = next();
      if (market.nextDue() > now) {
        break;
      }
      market.step(sink);
      done++;
    }
    return done;
  }

  @Override
  public void publishPending(FrameSink sink) {
    markets.forEach(market -> market.publishPending(sink));
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
    for (VenueMarket market : markets) {
      market.changed(micros);
    }
  }

  List<VenueMarket> markets() {
    return markets;
  }

  Optional<VenueMarket> market(String symbol) {
    return markets.stream().filter(market -> market.market().symbol().equals(symbol)).findFirst();
  }

  private VenueMarket next() {
    VenueMarket best = markets.get(0);
    for (int i = 1; i < markets.size(); i++) {
      if (markets.get(i).nextDue() < best.nextDue()) {
        best = markets.get(i);
      }
    }
    return best;
  }
}
