package dev.orderflow.connect.bitstamp.exchange;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import okhttp3.WebSocket;

/**
 * All that a feed takes from outside, so that a test can put a world of its own in its place.
 *
 * @param sockets opens WebSockets; their listeners may be called on any thread
 * @param scheduler one thread, on which everything is supervised; whoever made it ends it
 * @param nanos tells the tick, as {@link System#nanoTime} does
 * @param micros tells the time in microseconds since the epoch
 * @param random the source of the jitter in waits
 */
public record FeedEnvironment(
    WebSocket.Factory sockets,
    ScheduledExecutorService scheduler,
    LongSupplier nanos,
    LongSupplier micros,
    RandomGenerator random) {}
