package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.continuity.ContinuityStatistics;
import dev.orderflow.connect.bitstamp.exchange.BitstampFeed;
import dev.orderflow.connect.bitstamp.exchange.BitstampHttp;
import dev.orderflow.connect.bitstamp.exchange.EventBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The parts of a running task that its metrics are read from, by any thread.
 *
 * @param feed the sockets
 * @param buffer between the sockets and the task
 * @param http calls to the exchange's HTTP API
 * @param continuity what became of gaps and duplicates
 * @param handOver what was handed to Connect, and how late
 * @param failAfter the silence after which the task fails; empty when it never does
 */
record MetricSources(
    BitstampFeed feed,
    EventBuffer buffer,
    BitstampHttp http,
    ContinuityStatistics continuity,
    HandOver handOver,
    Optional<Duration> failAfter) {}
