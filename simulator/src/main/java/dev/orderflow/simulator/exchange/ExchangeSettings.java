package dev.orderflow.simulator.exchange;

import dev.orderflow.simulator.market.Market;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What an exchange runs.
 *
 * @param markets the markets
 * @param seed the same seed and start give the same frames, byte for byte
 * @param startMicros the first instant, microseconds since the epoch
 * @param eventsPerSecond order events per second of every market; empty for each market's own
 * @param bookOrders orders resting in every book at the start
 * @param retainedEvents order events that the history of a market keeps at least
 * @param retainedBookFrames published frames of each book channel that the truth keeps at most
 */
public record ExchangeSettings(
    List<Market> markets,
    long seed,
    long startMicros,
    OptionalDouble eventsPerSecond,
    int bookOrders,
    long retainedEvents,
    int retainedBookFrames) {}
