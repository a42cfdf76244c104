package dev.orderflow.connect.bitstamp.exchange;

/**
 * One row of {@code POST /api/v2/order_data/}: an order event of the past.
 *
 * <p>It lacks what the stream's frames have beside it, the channel and the id of the event before.
 *
 * @param eventId the event's link in the venue's chain
 * @param event the venue's word for it, such as {@code order_created}
 * @param orderSource {@code orderbook} or {@code stop_order}; empty when absent
 * @param id the order's id, or {@link Message.Data#NONE}
 * @param microtimestamp exchange event time in microseconds since the epoch, or {@link
 *     Message.Data#NONE}
 * @param data the JSON object of the order exactly as the venue wrote it
 */
public record OrderRow(
    String eventId, String event, String orderSource, long id, long microtimestamp, String data) {}
