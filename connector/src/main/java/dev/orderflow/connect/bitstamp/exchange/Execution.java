package dev.orderflow.connect.bitstamp.exchange;

/**
 * What was exchanged: by a trade, or by the part of it that an order event shows.
 *
 * @param price price, decimal text as the exchange wrote it
 * @param amount amount, decimal text as the exchange wrote it
 * @param side of a trade what its taker did, of an order event what the order does: 0 buys, 1 sells
 * @param buyOrderId the order that bought, or {@link Message.Data#NONE} when it is not told
 * @param sellOrderId the order that sold, or {@link Message.Data#NONE} when it is not told
 */
public record Execution(String price, String amount, int side, long buyOrderId, long sellOrderId) {}
