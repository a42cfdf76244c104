package dev.orderflow.simulator.exchange;

import java.nio.charset.StandardCharsets;

/**
 * One frame of a channel; nobody changes its bytes.
 *
 * @param channel the channel
 * @param microtimestamp the event's microtimestamp
 * @param number what tells the frame from others of its microtimestamp: for orders the low 64 bits
 *     of the event id, for trades the trade id, for books 0
 * @param text the text in ASCII
 */
public record Frame(PublicChannel channel, long microtimestamp, long number, byte[] text) {
  static Frame of(PublicChannel channel, long microtimestamp, long number, CharSequence text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    return new Frame(channel, microtimestamp, number, bytes);
  }

  /** The frame with another text. */
  public Frame withText(byte[] other) {
    return new Frame(channel, microtimestamp, number, other);
  }

  /** The text. */
  public String json() {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
