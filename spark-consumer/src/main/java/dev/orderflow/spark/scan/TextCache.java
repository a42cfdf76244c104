package dev.orderflow.spark.scan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts of bytes that come again and again, such as a header's, made once: the same bytes give the
 * same text, which then knows its hash and equals itself at once. Used by one thread.
 */
final class TextCache {

  private static final int SLOTS = 64;

  /** Whatever is longer is no event, channel or topic, and is not kept. */
  private static final int LONGEST = 256;

  private static final byte[] NONE = {};

  private final byte[][] bytes = new byte[SLOTS][];
  private final String[] texts = new String[SLOTS];

  TextCache() {
    Arrays.fill(bytes, NONE);
    Arrays.fill(texts, "");
  }

  /** The text of a stretch of UTF-8. */
  String of(byte[] all, int from, int to) {
    if (to - from > LONGEST) {
      return new String(all, from, to - from, StandardCharsets.UTF_8);
    }
    int slot = slot(all, from, to);
    byte[] known = bytes[slot];
    if (!Arrays.equals(known, 0, known.length, all, from, to)) {
      bytes[slot] = Arrays.copyOfRange(all, from, to);
      texts[slot] = new String(all, from, to - from, StandardCharsets.UTF_8);
    }
    return texts[slot];
  }

  /** Names of events and of markets differ in their length, their middle or their end. */
  private static int slot(byte[] all, int from, int to) {
    if (from == to) {
      return 0;
    }
    int mixed = 31 * (31 * (to - from) + all[(from + to) >>> 1]) + all[to - 1];
    int other = all[Math.max(from, to - 4)];
    return (31 * mixed + other) & (SLOTS - 1);
  }
}
