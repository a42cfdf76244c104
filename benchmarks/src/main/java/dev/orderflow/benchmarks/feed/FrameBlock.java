package dev.orderflow.benchmarks.feed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Frames encoded for the wire, one behind the other, to be sent again and again: before each time,
 * time and ids are written over, so that every frame sent continues its market's chain.
 *
 * <p>A frame's time in microseconds is its event id's too, as the venue has it, and is never given
 * twice. For one thread.
 */
final class FrameBlock {

  private static final int IN_BLOCK = 8_192;
  private static final int HEADER = 4;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final String LOW = "-0000-000100000020";

  private final byte[] wire;
  private final int[] starts;
  private final int[] ids;
  private final int[] previousIds;
  private final int[] times;
  private final long[] lastOfMarket;

  /**
   * A block of frames of some markets, in turn.
   *
   * @param symbols the markets
   * @param kind what the frames are
   * @param before the time that the first frame of each market names as its predecessor's
   */
  FrameBlock(List<String> symbols, FrameKind kind, long before) {
    int total = (IN_BLOCK + symbols.size() - 1) / symbols.size() * symbols.size();
    List<String> texts = new ArrayList<>(total);
    for (String frame : OrderFrames.of(total)) {
      texts.add(
          kind.text(frame.replace(OrderFrames.SYMBOL, symbols.get(texts.size() % symbols.size()))));
    }
    starts = new int[total + 1];
    ids = new int[total];
    previousIds = new int[total];
    times = new int[total];
    lastOfMarket = new long[symbols.size()];
    Arrays.fill(lastOfMarket, before);
    wire = new byte[texts.stream().mapToInt(text -> HEADER + text.length()).sum()];
    int at = 0;
    for (int i = 0; i < total; i++) {
      String text = texts.get(i);
      starts[i] = at;
      wire[at] = (byte) 0x81;
      wire[at + 1] = 126;
      wire[at + 2] = (byte) (text.length() >>> 8);
      wire[at + 3] = (byte) text.length();
      at += HEADER;
      System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, wire, at, text.length());
      ids[i] = at + behind(text, "\"" + kind.id() + "\"");
      previousIds[i] = at + behind(text, "\"pre_" + kind.id() + "\"");
      times[i] = at + behind(text, "\"microtimestamp\":\"");
      low(ids[i]);
      low(previousIds[i]);
      at += text.length();
    }
    starts[total] = at;
  }

  private static int behind(String text, String name) {
    return text.indexOf(name) + name.length();
  }

  private void low(int id) {
    byte[] low = LOW.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(low, 0, wire, id + 18, low.length);
  }

  /** Frames in the block. */
  int size() {
    return ids.length;
  }

  /** The block's bytes. */
  byte[] wire() {
    return wire;
  }

  /** Where a frame with its header begins; of {@link #size()}, where the block ends. */
  int start(int frame) {
    return starts[frame];
  }

  /** Where a frame's text begins. */
  int text(int frame) {
    return starts[frame] + HEADER;
  }

  /**
   * Gives a frame its time, and an id that continues its market's chain.
   *
   * @param micros later than every time given before
   */
  void stamp(int frame, long micros) {
    int market = frame % lastOfMarket.length;
    id(previousIds[frame], lastOfMarket[market]);
    id(ids[frame], micros);
    lastOfMarket[market] = micros;
    long rest = micros;
    for (int i = times[frame] + 15; i >= times[frame]; i--) {
      wire[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private void id(int at, long micros) {
    long rest = micros;
    for (int i = at + 17; i >= at; i--) {
      if (i - at != 8 && i - at != 13) {
        wire[i] = HEX[(int) (rest & 15)];
        rest >>>= 4;
      }
    }
  }
}
