package dev.orderflow.connect.bitstamp.record;

/** Whole numbers as the exchange writes them, which are never negative. */
final class WholeNumbers {

  private WholeNumbers() {}

  static Long int64(String name, String text) throws FrameMisfit {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw misfit(name);
    }
  }

  static Integer int32(String name, String text) throws FrameMisfit {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw misfit(name);
    }
  }

  private static FrameMisfit misfit(String name) {
    return new FrameMisfit(name + " is not a whole number in range");
  }
}
