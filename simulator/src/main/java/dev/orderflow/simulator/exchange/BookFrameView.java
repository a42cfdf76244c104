package dev.orderflow.simulator.exchange;

/**
 * One frame of a book channel as the exchange published it.
 *
 * @param microtimestamp the book's last change as in the frame, which no other frame of the channel
 *     has
 * @param frame the text
 */
public record BookFrameView(long microtimestamp, String frame) {}
