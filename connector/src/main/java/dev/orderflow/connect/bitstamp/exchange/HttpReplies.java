package dev.orderflow.connect.bitstamp.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the bodies of the venue's HTTP replies.
 *
 * <p>Every method throws {@link IOException} for a body that is not what is documented, whatever is
 * wrong with it.
 */
final class HttpReplies {

  private static final JsonFactory JSON = new JsonFactory();
  private static final long MICROS = 1_000_000;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_:.-]{1,64}");

  /** No price or amount has more digits before or behind the point. */
  private static final int MOST_DIGITS = 40;

  private HttpReplies() {}

  /** The rows of an {@code order_data} reply, in the reply's order. */
  static List<OrderRow> orders(byte[] body) throws IOException {
    List<OrderRow> rows = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken(), JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        rows.add(order(json, body));
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
    }
    return rows;
  }

  private static OrderRow order(JsonParser json, byte[] body) throws IOException {
    String eventId = "";
    String event = "";
    String source = "";
    String data = "";
    long[] idAndTime = {Message.Data.NONE, Message.Data.NONE};
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "event_id" -> eventId = json.getValueAsString("");
        case "event" -> event = json.getValueAsString("");
        case "order_source" -> source = json.getValueAsString("");
        case "data" -> {
          expect(value, JsonToken.START_OBJECT);
          int from = (int) json.currentTokenLocation().getByteOffset();
          readOrder(json, idAndTime);
          int to = (int) json.currentLocation().getByteOffset();
          data = new String(body, from, to - from, StandardCharsets.UTF_8);
        }
        default -> json.skipChildren();
      }
    }
    if (!isWord(eventId) || !isWord(event) || data.isEmpty()) {
      throw new IOException("a row lacks event_id, event or data");
    }
    if (!source.isEmpty() && !isWord(source)) {
      throw new IOException("a row's order_source is not a word");
    }
    return new OrderRow(eventId, event, source, idAndTime[0], idAndTime[1], data);
  }

  /** What may be written into a frame as it is. */
  private static boolean isWord(String text) {
    return WORD.matcher(text).matches();
  }

  private static void readOrder(JsonParser json, long[] idAndTime) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "id" -> idAndTime[0] = json.getValueAsLong(Message.Data.NONE);
        case "microtimestamp" -> idAndTime[1] = json.getValueAsLong(Message.Data.NONE);
        default -> json.skipChildren();
      }
    }
  }

  /** The rows of a {@code transactions} reply, in the reply's order. */
  static List<TradeRow> trades(byte[] body) throws IOException {
    List<TradeRow> rows = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken(), JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        rows.add(trade(json));
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
    }
    return rows;
  }

  private static TradeRow trade(JsonParser json) throws IOException {
    long id = Message.Data.NONE;
    long seconds = Message.Data.NONE;
    long micros = Message.Data.NONE;
    String price = "";
    String amount = "";
    int type = -1;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "tid" -> id = json.getValueAsLong(Message.Data.NONE);
        case "date" -> seconds = json.getValueAsLong(Message.Data.NONE);
        case "microtimestamp" -> micros = json.getValueAsLong(Message.Data.NONE);
        case "price" -> price = json.getValueAsString("");
        case "amount" -> amount = json.getValueAsString("");
        case "type" -> type = json.getValueAsInt(-1);
        default -> json.skipChildren();
      }
    }
    boolean exact = micros > 0;
    if (id < 0 || (!exact && seconds < 0) || type < 0 || type > 1) {
      throw new IOException("a row lacks tid, date or type");
    }
    return new TradeRow(
        id, exact ? micros : seconds * MICROS, exact, decimal(price), decimal(amount), type);
  }

  private static String decimal(String text) throws IOException {
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.signum() < 0
          || Math.abs((long) number.scale()) > MOST_DIGITS
          || number.precision() > MOST_DIGITS) {
        throw new IOException("a price or amount is out of range");
      }
      return text;
    } catch (NumberFormatException e) {
      throw new IOException("a price or amount is no number", e);
    }
  }

  /** The book of an {@code order_book} reply in group 2. */
  static BookSnapshot book(byte[] body) throws IOException {
    long micros = Message.Data.NONE;
    List<String> bids = List.of();
    List<String> asks = List.of();
    boolean sides = false;
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "microtimestamp" -> micros = json.getValueAsLong(Message.Data.NONE);
          case "bids" -> bids = side(json, body);
          case "asks" -> {
            asks = side(json, body);
            sides = true;
          }
          default -> json.skipChildren();
        }
      }
    }
    if (micros <= 0 || !sides) {
      throw new IOException("the book lacks microtimestamp or a side");
    }
    return new BookSnapshot(micros, bids, asks);
  }

  private static List<String> side(JsonParser json, byte[] body) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    List<String> rows = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_ARRAY) {
      int from = (int) json.currentTokenLocation().getByteOffset();
      int columns = 0;
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        columns++;
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
      if (columns != 3) {
        throw new IOException("a book row has no order id: " + columns + " columns");
      }
      int to = (int) json.currentLocation().getByteOffset();
      rows.add(new String(body, from, to - from, StandardCharsets.UTF_8));
    }
    expect(json.currentToken(), JsonToken.END_ARRAY);
    return rows;
  }

  /** The symbols of a {@code markets} reply, in the reply's order. */
  static List<String> markets(byte[] body) throws IOException {
    List<String> symbols = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken(), JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          json.nextToken();
          if (name.equals("market_symbol")) {
            symbols.add(json.getValueAsString(""));
          }
          json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
    }
    if (symbols.isEmpty()) {
      throw new IOException("no row has a market_symbol");
    }
    return symbols;
  }

  /** The venue's error code in a body such as {@code {"response_code":"404.008",…}}, or empty. */
  static String errorCode(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        if (name.equals("response_code") || name.equals("code")) {
          return json.getValueAsString("");
        }
        json.skipChildren();
      }
    } catch (IOException e) {
      // An HTML page, say: it has no code.
    }
    return "";
  }

  private static void expect(JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("expected " + wanted + ", found " + found);
    }
  }
}
