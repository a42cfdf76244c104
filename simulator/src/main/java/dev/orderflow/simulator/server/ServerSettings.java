package dev.orderflow.simulator.server;

/**
 * How an exchange is served.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for a free one
 * @param startMicros exchange time at the start, microseconds since the epoch
 * @param speed exchange seconds per second; infinite for as fast as possible
 * @param maxPendingBytes unsent bytes after which a client that does not read is dropped
 * @param retainedDeliveries frames per connection that the truth remembers at least
 * @param orderDataRows rows of one {@code order_data} reply at most
 * @param rateLimit whether HTTP clients are held to Bitstamp's limits
 */
public record ServerSettings(
    String host,
    int port,
    long startMicros,
    double speed,
    long maxPendingBytes,
    long retainedDeliveries,
    int orderDataRows,
    boolean rateLimit) {}
