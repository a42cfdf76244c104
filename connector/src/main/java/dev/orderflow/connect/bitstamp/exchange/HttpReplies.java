package dev.orderflow.connect.bitstamp.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the bodies of the venue's HTTP replies.
 *
 * <p>Not every schema is documented, so a list may stand by itself or anywhere in an object. Every
 * method throws {@link IOException} for a body without what is needed, whatever is wrong with it:
 * {@link UnreadableReply} where it is JSON.
 */
final class HttpReplies {

  private static final JsonFactory JSON = new JsonFactory();
  private static final long MICROS = 1_000_000;

  /** A date so large is of milliseconds, not of seconds; the venue began in 2011. */
  private static final long EARLIEST_MILLIS = 100_000_000_000L;

  /** A date so large is of microseconds. */
  private static final long EARLIEST_MICROS = 100_000_000_000_000L;

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_:.-]{1,64}");

  /** No price or amount has more digits before or behind the point. */
  private static final int MOST_DIGITS = 40;

  /** No error has a longer body; books have, and need not be searched for a code. */
  private static final int LARGEST_ERROR = 8_192;

  private HttpReplies() {}

  /** The rows of an {@code order_data} reply, in the reply's order. */
  static List<OrderRow> orders(byte[] body) throws IOException {
    List<OrderRow> rows = new ArrayList<>();
    readRows(body, json -> rows.add(order(json, body)));
    return rows;
  }

  /**
   * Reads each object of the first list in a body, which must be whole. An empty list counts only
   * where no other follows: it may be one of warnings, say.
   */
  private static void readRows(byte[] body, Row row) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      JsonToken token = toList(json);
      expect(token, JsonToken.START_ARRAY);
      while (token == JsonToken.START_ARRAY && json.nextToken() == JsonToken.END_ARRAY) {
        token = toList(json);
      }
      if (token == null) {
        return;
      }
      while (json.currentToken() == JsonToken.START_OBJECT) {
        row.read(json);
        json.nextToken();
      }
      expect(json.currentToken(), JsonToken.END_ARRAY);
      while (json.nextToken() != null) {
        // What follows is of no interest, but a body that breaks off is no reply.
      }
    }
  }

  private static JsonToken toList(JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    while (token != null && token != JsonToken.START_ARRAY) {
      token = json.nextToken();
    }
    return token;
  }

  private static long number(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL
        ? Message.Data.NONE
        : json.getValueAsLong(Message.Data.NONE);
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
      throw new UnreadableReply("a row lacks event_id, event or data");
    }
    if (!source.isEmpty() && !isWord(source)) {
      throw new UnreadableReply("a row's order_source is not a word");
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
        case "id" -> idAndTime[0] = number(json);
        case "microtimestamp" -> idAndTime[1] = number(json);
        default -> json.skipChildren();
      }
    }
  }

  /** The rows of a {@code transactions} reply, in the reply's order. */
  static List<TradeRow> trades(byte[] body) throws IOException {
    List<TradeRow> rows = new ArrayList<>();
    readRows(body, json -> rows.add(trade(json)));
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
        case "tid" -> id = number(json);
        case "date" -> seconds = number(json);
        case "microtimestamp" -> micros = number(json);
        case "price" -> price = json.getValueAsString("");
        case "amount" -> amount = json.getValueAsString("");
        case "type" -> type = json.getValueAsInt(-1);
        default -> json.skipChildren();
      }
    }
    boolean exact = micros > 0;
    if (id < 0 || (!exact && seconds < 0) || type < 0 || type > 1) {
      throw new UnreadableReply("a row lacks tid, date or type");
    }
    return new TradeRow(
        id, exact ? micros : micros(seconds), exact, decimal(price), decimal(amount), type);
  }

  /** Seconds as a rule; milliseconds and microseconds are told by their size. */
  private static long micros(long date) {
    if (date >= EARLIEST_MICROS) {
      return date;
    }
    return date >= EARLIEST_MILLIS ? date * 1_000 : date * MICROS;
  }

  private static String decimal(String text) throws IOException {
    try {
      BigDecimal number = new BigDecimal(text);
      if (number.signum() < 0
          || Math.abs((long) number.scale()) > MOST_DIGITS
          || number.precision() > MOST_DIGITS) {
        throw new UnreadableReply("a price or amount is out of range");
      }
      return text;
    } catch (NumberFormatException e) {
      throw new UnreadableReply("a price or amount is no number");
    }
  }

  /** The book of an {@code order_book} reply in group 2. */
  static BookSnapshot book(byte[] body) throws IOException {
    Book book = new Book();
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      readBook(json, body, book);
    }
    if (book.micros <= 0 || book.bids.isEmpty() || book.asks.isEmpty()) {
      throw new UnreadableReply("the book lacks microtimestamp or a side");
    }
    return new BookSnapshot(book.micros, book.bids.get(), book.asks.get());
  }

  private static void readBook(JsonParser json, byte[] body, Book book) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "microtimestamp" -> book.micros = number(json);
        case "bids" -> book.bids = Optional.of(side(json, body));
        case "asks" -> book.asks = Optional.of(side(json, body));
        default -> {
          if (value == JsonToken.START_OBJECT) {
            readBook(json, body, book);
          } else {
            json.skipChildren();
          }
        }
      }
    }
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
        throw new UnreadableReply("a book row has no order id: " + columns + " columns");
      }
      int to = (int) json.currentLocation().getByteOffset();
      rows.add(new String(body, from, to - from, StandardCharsets.UTF_8));
    }
    expect(json.currentToken(), JsonToken.END_ARRAY);
    return rows;
  }

  /** The symbols of a {@code markets} reply, in the reply's order, and the markets' names. */
  static Map<String, String> markets(byte[] body) throws IOException {
    Map<String, String> markets = new LinkedHashMap<>();
    readRows(
        body,
        json -> {
          String symbol = "";
          String marketName = "";
          for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
              case "market_symbol" -> symbol = json.getValueAsString("");
              case "name" -> marketName = json.getValueAsString("");
              default -> json.skipChildren();
            }
          }
          markets.put(symbol, marketName.isEmpty() ? symbol : marketName);
        });
    markets.remove("");
    if (markets.isEmpty()) {
      throw new UnreadableReply("no row has a market_symbol");
    }
    return markets;
  }

  /** The venue's error code in a body such as {@code {"response_code":"404.008",…}}, or empty. */
  static String errorCode(byte[] body) {
    if (body.length > LARGEST_ERROR) {
      return "";
    }
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

  /** Whether it is a page for people: begins as HTML and XML do. */
  static boolean isPage(byte[] body) {
    for (byte b : body) {
      if (!Character.isWhitespace(b)) {
        return b == '<';
      }
    }
    return false;
  }

  private static void expect(JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new UnreadableReply("expected " + wanted + ", found " + found);
    }
  }

  /** Reads a row; the parser stands at its beginning and is left at its end. */
  @FunctionalInterface
  private interface Row {
    void read(JsonParser json) throws IOException;
  }

  /** What was read of a book so far. */
  private static final class Book {
    private long micros = Message.Data.NONE;
    private Optional<List<String>> bids = Optional.empty();
    private Optional<List<String>> asks = Optional.empty();
  }
}
