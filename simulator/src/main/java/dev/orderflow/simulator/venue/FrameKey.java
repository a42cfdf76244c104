package dev.orderflow.simulator.venue;

/**
 * What identifies a frame inside its channel.
 *
 * @param time the event's microtimestamp
 * @param number for orders the low 64 bits of the event id, for trades the trade id, for books 0
 */
public record FrameKey(long time, long number) {}
