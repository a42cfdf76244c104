package dev.orderflow.simulator.server;

import java.util.List;

/**
 * The state of the sockets.
 *
 * @param halted whether the order flow stands still
 * @param drained whether all that was published is written to the open sockets
 * @param dataFrames frames of channels written to all connections so far
 * @param connections the connections, also those that ended
 */
public record HaltReport(
    boolean halted, boolean drained, long dataFrames, List<ConnectionView> connections) {}
