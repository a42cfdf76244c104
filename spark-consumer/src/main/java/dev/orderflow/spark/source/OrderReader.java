package dev.orderflow.spark.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.book.MarketEvent.OrderAction;
import dev.orderflow.spark.market.book.MarketEvent.OrderEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads an order event of the {@code live_orders} channel, raw or struct.
 *
 * <p>Orders are nearly everything in the topic, so the few fields that are wanted are picked in one
 * pass over the text. Used by one thread.
 */
public final class OrderReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_DIGITS = 40;
  private static final long NONE = Long.MIN_VALUE;

  private long id;
  private long side;
  private long subtype;
  private long micros;
  private String price = "";
  private String amount = "";
  private String traded = "";
  private String original = "";
  private String eventId = "";
  private boolean stopOrder;

  /** A reader, to be used again and again. */
  public OrderReader() {}

  /**
   * What an event of the order channel announces.
   *
   * @param event header {@code event}
   * @return empty where it is no order event
   */
  public static Optional<OrderAction> action(String event) {
    return switch (event) {
      case "order_created" -> Optional.of(OrderAction.CREATED);
      case "order_changed" -> Optional.of(OrderAction.CHANGED);
      case "order_deleted" -> Optional.of(OrderAction.DELETED);
      default -> Optional.empty();
    };
  }

  /**
   * Reads an order event.
   *
   * @param record a record whose event has an {@link #action}
   * @return the event; empty for a stop order, which is not in the book
   * @throws RejectedRecordException naming the field, where it is none
   */
  public Optional<OrderEvent> read(FeedRecord record) throws RejectedRecordException {
    return read(record, record.value().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads an order event from the bytes of its value, which spares making a text of them.
   *
   * @param record a record whose event has an {@link #action}; its value is not looked at
   * @param value the value, UTF-8
   * @return the event; empty for a stop order, which is not in the book
   * @throws RejectedRecordException naming the field, where it is none
   */
  public Optional<OrderEvent> read(FeedRecord record, byte[] value) throws RejectedRecordException {
    clear();
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new RejectedRecordException("value is not a JSON object");
      }
      object(json);
      if (json.nextToken() != null) {
        throw new RejectedRecordException("value has text after its JSON object");
      }
    } catch (IOException e) {
      throw new RejectedRecordException("value is not JSON");
    }
    return stopOrder ? Optional.empty() : Optional.of(event(record));
  }

  private void clear() {
    id = NONE;
    side = NONE;
    subtype = -1;
    micros = NONE;
    price = "";
    amount = "";
    traded = "";
    original = "";
    eventId = "";
    stopOrder = false;
  }

  private void object(JsonParser json) throws IOException, RejectedRecordException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT && (name.equals("data") || name.equals("payload"))) {
        object(json);
      } else if (!value.isScalarValue()) {
        json.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        field(json, name);
      }
    }
  }

  private void field(JsonParser json, String name) throws IOException, RejectedRecordException {
    switch (name) {
      case "id" -> id = number(json, name);
      case "order_type" -> side = number(json, name);
      case "order_subtype" -> subtype = number(json, name);
      case "microtimestamp" -> micros = number(json, name);
      case "price_str" -> price = json.getText();
      case "amount_str" -> amount = json.getText();
      case "price" -> price = price.isEmpty() ? json.getText() : price;
      case "amount" -> amount = amount.isEmpty() ? json.getText() : amount;
      case "amount_traded" -> traded = json.getText();
      case "amount_at_create" -> original = json.getText();
      case "event_id" -> eventId = json.getText();
      case "order_source" -> stopOrder = json.getText().equals("stop_order");
      default -> {
        // Not needed here.
      }
    }
  }

  private OrderEvent event(FeedRecord record) throws RejectedRecordException {
    if (id == NONE || id <= 0) {
      throw new RejectedRecordException("id is missing or out of range");
    }
    if (side != 0 && side != 1) {
      throw new RejectedRecordException("order_type is neither 0 nor 1");
    }
    if (micros == NONE) {
      throw new RejectedRecordException("microtimestamp is missing");
    }
    return new OrderEvent(
        action(record.event()).orElseThrow(),
        id,
        side == 0 ? Side.BUY : Side.SELL,
        Math.toIntExact(Math.max(-1, Math.min(Integer.MAX_VALUE, subtype))),
        money("price", price),
        money("amount", amount),
        traded.isEmpty() ? BigDecimal.ZERO : money("amount_traded", traded),
        original.isEmpty() ? BigDecimal.ZERO : money("amount_at_create", original),
        EventTime.checked(micros, record),
        eventId,
        record.origin().equals(FeedRecord.REPAIR));
  }

  private static long number(JsonParser json, String name)
      throws IOException, RejectedRecordException {
    String text = json.getText();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new RejectedRecordException(name + " is not a whole number");
    }
  }

  private static BigDecimal money(String name, String text) throws RejectedRecordException {
    try {
      if (!text.isEmpty() && text.length() <= MOST_DIGITS) {
        BigDecimal value = new BigDecimal(text);
        if (value.signum() >= 0 && Math.abs(value.scale()) <= MOST_DIGITS) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      throw new RejectedRecordException(name + " is not a decimal");
    }
    throw new RejectedRecordException(name + " is missing or out of range");
  }
}
