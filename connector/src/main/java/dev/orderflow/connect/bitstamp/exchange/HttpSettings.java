package dev.orderflow.connect.bitstamp.exchange;

import java.net.URI;

/**
 * How the exchange's HTTP API is asked.
 *
 * @param url where it is, such as {@code https://www.bitstamp.net}
 * @param requestsPerMinute most requests a minute, more than 0; an owner's share of what the
 *     exchange allows an address
 */
public record HttpSettings(URI url, double requestsPerMinute) {}
