package dev.orderflow.connect.bitstamp.continuity;

/** Where outputs go. */
@FunctionalInterface
interface Outputs {
  void add(Output output);
}
