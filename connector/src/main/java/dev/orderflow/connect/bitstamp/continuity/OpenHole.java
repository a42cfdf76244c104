package dev.orderflow.connect.bitstamp.continuity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Trades that were declared missing and that a later task goes on looking for, both ends exclusive.
 *
 * @param from the trade before them
 * @param to the trade after them
 * @param reason why they are missing
 * @param fetched how many trades between the two were fetched
 * @param ids the trades between the two that are written, ascending
 */
public record OpenHole(Position from, Position to, GapReason reason, long fetched, List<Long> ids) {

  private static final int RADIX = 36;

  /** Numbers in base 36 with points between, holes with commas between. */
  static String encode(Collection<OpenHole> holes) {
    return holes.stream().map(OpenHole::encode).collect(Collectors.joining(","));
  }

  private String encode() {
    List<String> parts = new ArrayList<>();
    parts.add(reason.label());
    for (long number :
        new long[] {
          from.tradeId(),
          to.tradeId() - from.tradeId(),
          from.microtimestamp(),
          to.microtimestamp() - from.microtimestamp(),
          fetched
        }) {
      parts.add(Long.toString(number, RADIX));
    }
    long before = from.tradeId();
    for (long id : ids) {
      parts.add(Long.toString(id - before, RADIX));
      before = id;
    }
    return String.join(".", parts);
  }

  /**
   * The holes of a text that {@link #encode} wrote.
   *
   * @throws IllegalArgumentException when the text is not of that form
   */
  static List<OpenHole> decode(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",")).map(OpenHole::decodeOne).toList();
  }

  private static OpenHole decodeOne(String text) {
    String[] parts = text.split("\\.");
    if (parts.length < 6) {
      throw new IllegalArgumentException("a hole has six parts or more");
    }
    long[] numbers =
        Arrays.stream(parts).skip(1).mapToLong(part -> Long.parseLong(part, RADIX)).toArray();
    List<Long> ids = new ArrayList<>();
    long before = numbers[0];
    for (int i = 5; i < numbers.length; i++) {
      before += numbers[i];
      ids.add(before);
    }
    return new OpenHole(
        new Position("", numbers[0], numbers[2]),
        new Position("", numbers[0] + numbers[1], numbers[2] + numbers[3]),
        GapReason.of(parts[0]),
        numbers[4],
        ids);
  }
}
