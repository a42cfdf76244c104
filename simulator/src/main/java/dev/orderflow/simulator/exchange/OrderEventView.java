package dev.orderflow.simulator.exchange;

/**
 * One order event as the exchange published it.
 *
 * @param eventId its id
 * @param preEventId the id of the event before
 * @param event {@code order_created}, {@code order_changed} or {@code order_deleted}
 * @param orderId the order
 * @param microtimestamp as in the frame, whole milliseconds
 * @param frame the text of the {@code live_orders} frame
 */
public record OrderEventView(
    String eventId,
    String preEventId,
    String event,
    long orderId,
    long microtimestamp,
    String frame) {}
