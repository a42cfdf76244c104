package dev.orderflow.dashboard.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;

/** Numbers that are only drawn: floats will do, whatever the row writes them as. */
final class Numbers {

  private Numbers() {}

  /** A field's number; null in JSON where it has none. */
  static JsonNode drawn(JsonNode row, String field) {
    double value = row.path(field).asDouble(Double.NaN);
    return Double.isFinite(value) ? DoubleNode.valueOf(value) : NullNode.instance;
  }
}
