package dev.orderflow.connect.bitstamp.record;

import com.fasterxml.jackson.core.JsonToken;
import dev.orderflow.connect.bitstamp.exchange.FrameTokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads the rows of a side of a book: {@code ["price","amount"]}, or {@code
 * ["price","amount","order id"]} where the schema has ids.
 */
final class BookRows {

  private final DecimalHandling decimals;
  private final Field levelPrice;
  private final Field levelAmount;
  private final Field orderPrice;
  private final Field orderAmount;
  private final Field orderId;
  private final Schema level;
  private final Schema order;

  BookRows(EventSchemas schemas) {
    decimals = schemas.decimals();
    level = schemas.level();
    order = schemas.order();
    levelPrice = level.field(EventSchemas.PRICE);
    levelAmount = level.field(EventSchemas.AMOUNT);
    orderPrice = order.field(EventSchemas.PRICE);
    orderAmount = order.field(EventSchemas.AMOUNT);
    orderId = order.field(EventSchemas.ID);
  }

  /** Reads a side; the cursor stands at its beginning and is left at its end. */
  List<Struct> read(FrameTokens.Cursor json, Field side) throws IOException {
    boolean orders = side.schema().valueSchema() == order;
    String name = side.name();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new FrameMisfit(name + " is not a list");
    }
    List<Struct> rows = new ArrayList<>();
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (next != JsonToken.START_ARRAY) {
        throw new FrameMisfit("a row of " + name + " is not a list");
      }
      rows.add(orders ? order(json, name) : level(json, name));
      if (json.nextToken() != JsonToken.END_ARRAY) {
        throw new FrameMisfit("a row of " + name + " has too many columns");
      }
    }
    return rows;
  }

  private Struct level(FrameTokens.Cursor json, String side) throws IOException {
    return new Struct(level)
        .put(levelPrice, decimals.value(EventSchemas.PRICE, column(json, side)))
        .put(levelAmount, decimals.value(EventSchemas.AMOUNT, column(json, side)));
  }

  /** Reads an order's columns; the cursor stands at the beginning of its row. */
  Struct order(FrameTokens.Cursor json, String side) throws IOException {
    return new Struct(order)
        .put(orderPrice, decimals.value(EventSchemas.PRICE, column(json, side)))
        .put(orderAmount, decimals.value(EventSchemas.AMOUNT, column(json, side)))
        .put(orderId, WholeNumbers.int64("an order id", column(json, side)));
  }

  private static String column(FrameTokens.Cursor json, String side) throws IOException {
    JsonToken token = json.nextToken();
    if (token == null || !(token == JsonToken.VALUE_STRING || token.isNumeric())) {
      throw new FrameMisfit("a row of " + side + " has too few columns");
    }
    return json.text();
  }
}
