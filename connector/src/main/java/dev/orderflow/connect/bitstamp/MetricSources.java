package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.ContinuityStatistics;
import dev.orderflow.connect.bitstamp.exchange.BitstampFeed;
import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
import dev.orderflow.connect.bitstamp.exchange.FeedEventQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The parts of a running task that its metrics are read from, by any thread.
 *
 * @param feed the sockets
 * @param queue between the sockets and the task
 * @param http calls to the exchange's HTTP API
 * @param continuity what became of gaps and duplicates
 * @param pollMetrics what was handed to Connect, and how late
 * @param deliveries what became of that
 * @param signals what operators asked of it
 * @param micros tells the time, microseconds since the epoch
 * @param failAfter the silence after which the task fails; empty when it never does
 */
record MetricSources(
    BitstampFeed feed,
    FeedEventQueue queue,
    BitstampHttp http,
    ContinuityStatistics continuity,
    PollMetrics pollMetrics,
    Deliveries deliveries,
    TaskSignals signals,
    LongSupplier micros,
    Optional<Duration> failAfter) {}
