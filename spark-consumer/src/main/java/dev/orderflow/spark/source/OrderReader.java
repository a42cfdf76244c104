package dev.orderflow.spark.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private static final int MOST_NAMES = 32;
  private static final long NONE = Long.MIN_VALUE;

  /** The names of the last frame, in order: the next has the same, and is read faster for it. */
  private final SerializedString[] names = new SerializedString[MOST_NAMES];

  private final Decimal price = new Decimal("price");
  private final Decimal amount = new Decimal("amount");
  private final Decimal traded = new Decimal("amount_traded");
  private final Decimal original = new Decimal("amount_at_create");
  private long id;
  private long side;
  private long subtype;
  private long micros;
  private String eventId = "";
  private boolean stopOrder;

  /** Whether there is the exchange's envelope, in which decimals are never Base64. */
  private boolean enveloped;

  private int seen;
  private FeedRecord header;

  /** A reader, to be used again and again. */
  public OrderReader() {
    Arrays.fill(names, new SerializedString(""));
  }

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
   * The place in the chain of an order event that cannot be used otherwise.
   *
   * @param record a record that was refused
   * @return empty where that cannot be told either
   */
  public static String eventId(FeedRecord record) {
    try {
      return DataFields.of(record.value()).text("event_id").orElse("");
    } catch (RejectedRecordException unusable) {
      return "";
    }
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
    header = record;
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
    price.clear();
    amount.clear();
    traded.clear();
    original.clear();
    eventId = "";
    stopOrder = false;
    enveloped = false;
    seen = 0;
  }

  private void object(JsonParser json) throws IOException, RejectedRecordException {
    while (toName(json)) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT && (name.equals("data") || name.equals("payload"))) {
        enveloped |= name.equals("data");
        object(json);
      } else if (!value.isScalarValue()) {
        json.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        field(json, name);
      }
    }
  }

  /** Goes to the next name of the object, if there is one. */
  private boolean toName(JsonParser json) throws IOException {
    if (seen == MOST_NAMES) {
      return json.nextFieldName() != null;
    }
    if (!json.nextFieldName(names[seen])) {
      if (!json.hasToken(JsonToken.FIELD_NAME)) {
        return false;
      }
      names[seen] = new SerializedString(json.currentName());
    }
    seen++;
    return true;
  }

  private void field(JsonParser json, String name) throws IOException, RejectedRecordException {
    switch (name) {
      case "id" -> id = number(json, name);
      case "order_type" -> side = number(json, name);
      case "order_subtype" -> subtype = number(json, name);
      case "microtimestamp" -> micros = number(json, name);
      case "price_str" -> price.takeText(json);
      case "amount_str" -> amount.takeText(json);
      case "price" -> price.takeNumber(json);
      case "amount" -> amount.takeNumber(json);
      case "amount_traded" -> traded.takeText(json);
      case "amount_at_create" -> original.takeText(json);
      case "event_id" -> eventId = json.getText();
      case "channel" -> requireSame(json, name, header.channel());
      case "event" -> requireSame(json, name, header.event());
      case "order_source" -> stopOrder = json.getText().equals("stop_order");
      default -> {
        // Not needed here.
      }
    }
  }

  /** Without making a text of it, for nearly all are the same. */
  private static void requireSame(JsonParser json, String name, String header)
      throws IOException, RejectedRecordException {
    int length = json.getTextLength();
    boolean same = length == header.length();
    char[] text = json.getTextCharacters();
    int offset = json.getTextOffset();
    for (int i = 0; same && i < length; i++) {
      same = text[offset + i] == header.charAt(i);
    }
    if (!same) {
      throw RejectedRecordException.notAsHeader(name);
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
        price.value(enveloped),
        amount.value(enveloped),
        traded.isEmpty() ? BigDecimal.ZERO : traded.value(enveloped),
        original.isEmpty() ? BigDecimal.ZERO : original.value(enveloped),
        EventTime.checked(micros, record),
        eventId,
        record.origin().equals(FeedRecord.REPAIR));
  }

  private static long number(JsonParser json, String name)
      throws IOException, RejectedRecordException {
    try {
      return json.hasToken(JsonToken.VALUE_NUMBER_INT)
          ? json.getLongValue()
          : Long.parseLong(json.getText());
    } catch (NumberFormatException | InputCoercionException e) {
      throw new RejectedRecordException(name + " is not a whole number");
    }
  }

  /** The characters of a decimal; a text is not made of them, for most are looked at only once. */
  private static final class Decimal {

    private final String name;
    private final char[] digits = new char[MOST_DIGITS];
    private int length;
    private boolean isText;

    Decimal(String name) {
      this.name = name;
    }

    void clear() {
      length = 0;
      isText = false;
    }

    boolean isEmpty() {
      return length == 0;
    }

    /** A text of the exchange's goes before the number beside it, wherever that stands. */
    void takeNumber(JsonParser json) throws IOException {
      if (!isText) {
        take(json);
      }
    }

    void takeText(JsonParser json) throws IOException {
      isText = true;
      take(json);
    }

    private void take(JsonParser json) throws IOException {
      length = json.getTextLength();
      if (length <= MOST_DIGITS) {
        System.arraycopy(json.getTextCharacters(), json.getTextOffset(), digits, 0, length);
      }
    }

    private BigDecimal decimal(boolean enveloped) throws RejectedRecordException {
      try {
        return new BigDecimal(digits, 0, length);
      } catch (NumberFormatException e) {
        Optional<BigDecimal> encoded =
            enveloped ? Optional.empty() : ConnectDecimal.of(new String(digits, 0, length));
        return encoded.orElseThrow(() -> new RejectedRecordException(name + " is not a decimal"));
      }
    }

    BigDecimal value(boolean enveloped) throws RejectedRecordException {
      if (length > 0 && length <= MOST_DIGITS) {
        BigDecimal value = decimal(enveloped);
        if (value.signum() >= 0 && Math.abs(value.scale()) <= MOST_DIGITS) {
          return value;
        }
      }
      throw new RejectedRecordException(name + " is missing or out of range");
    }
  }
}
