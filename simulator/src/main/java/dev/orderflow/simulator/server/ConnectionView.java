package dev.orderflow.simulator.server;

import java.util.List;

/**
 * What the exchange knows about a connection.
 *
 * @param id number of the connection, from 1 on in order of arrival
 * @param open whether the socket is open
 * @param endReason why it ended; empty while it is open
 * @param dataFrames frames of channels written to the socket whole, duplicates included
 * @param deniedFrames frames of subscribed channels that were not sent, or not whole
 * @param injectedFrames frames that no channel published: garbage, giants
 * @param channels the subscribed channels, in order of subscription
 */
public record ConnectionView(
    int id,
    boolean open,
    String endReason,
    long dataFrames,
    long deniedFrames,
    long injectedFrames,
    List<String> channels) {}
