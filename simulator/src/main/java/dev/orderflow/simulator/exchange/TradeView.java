package dev.orderflow.simulator.exchange;

/**
 * One trade as the exchange published it.
 *
 * @param id trade id
 * @param microtimestamp as in the frame, whole milliseconds
 * @param frame the text of the {@code live_trades} frame
 */
public record TradeView(long id, long microtimestamp, String frame) {}
