package dev.orderflow.spark.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.orderflow.spark.market.MarketEvent.Level;
import dev.orderflow.spark.market.MarketEvent.Levels;
import dev.orderflow.spark.market.MarketEvent.SnapshotOrder;
import dev.orderflow.spark.market.MarketEvent.SnapshotPart;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads order books: the connector's snapshots, and frames of {@code order_book} and {@code
 * diff_order_book}. Rows are arrays of price, amount and perhaps id, or in a struct objects with
 * those fields.
 */
public final class BookReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_DIGITS = 40;

  private final List<Entry> bids = new ArrayList<>();
  private final List<Entry> asks = new ArrayList<>();
  private final FeedRecord header;
  private long micros = -1;
  private long part = 1;
  private long parts = 1;

  private BookReader(FeedRecord header) {
    this.header = header;
  }

  /**
   * Reads a part of a snapshot.
   *
   * @param record a record whose event is {@link FeedRecord#SNAPSHOT}
   * @return the part
   * @throws RejectedRecordException naming the field, where it is none
   */
  public static SnapshotPart snapshot(FeedRecord record) throws RejectedRecordException {
    BookReader book = parse(record);
    if (book.part < 1 || book.part > book.parts || book.parts > 10_000) {
      throw new RejectedRecordException("part or parts is out of range");
    }
    return new SnapshotPart(
        EventTime.checked(book.micros, record),
        (int) book.part,
        (int) book.parts,
        orders(book.bids),
        orders(book.asks));
  }

  /**
   * Reads a frame of a book channel.
   *
   * @param record a record of that channel
   * @param whole whether the frame has all of the best levels, else those that changed
   * @return the levels
   * @throws RejectedRecordException naming the field, where it is none
   */
  public static Levels levels(FeedRecord record, boolean whole) throws RejectedRecordException {
    BookReader book = parse(record);
    return new Levels(
        EventTime.checked(book.micros, record), whole, levels(book.bids), levels(book.asks));
  }

  private static BookReader parse(FeedRecord record) throws RejectedRecordException {
    BookReader book = new BookReader(record);
    try (JsonParser json = JSON.createParser(record.value())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new RejectedRecordException("value is not a JSON object");
      }
      book.object(json);
    } catch (IOException e) {
      throw new RejectedRecordException("value is not JSON");
    }
    return book;
  }

  private void object(JsonParser json) throws IOException, RejectedRecordException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "data", "payload" -> {
          if (value == JsonToken.START_OBJECT) {
            object(json);
          } else {
            json.skipChildren();
          }
        }
        case "channel" -> requireSame(name, json.getText(), header.channel());
        case "event" -> requireSame(name, json.getText(), header.event());
        case "microtimestamp" -> micros = number(json, name);
        case "part" -> part = number(json, name);
        case "parts" -> parts = number(json, name);
        case "bids" -> rows(json, name, bids);
        case "asks" -> rows(json, name, asks);
        default -> json.skipChildren();
      }
    }
  }

  private static void requireSame(String name, String told, String header)
      throws RejectedRecordException {
    if (!told.equals(header)) {
      throw RejectedRecordException.notAsHeader(name);
    }
  }

  private static void rows(JsonParser json, String name, List<Entry> rows)
      throws IOException, RejectedRecordException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new RejectedRecordException(name + " is not a list");
    }
    // Of two lists of one name the last counts.
    rows.clear();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      switch (token) {
        case START_ARRAY -> rows.add(array(json, name));
        case START_OBJECT -> rows.add(fields(json, name));
        // The exchange has been seen to fill a side that has fewer levels with nulls.
        case VALUE_NULL -> {}
        default -> throw new RejectedRecordException(name + " holds something else than rows");
      }
    }
  }

  private static Entry array(JsonParser json, String name)
      throws IOException, RejectedRecordException {
    String[] texts = {"", "", ""};
    int count = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (!token.isScalarValue()) {
        throw new RejectedRecordException(name + " holds a row that is none");
      }
      if (count < texts.length) {
        texts[count++] = json.getText();
      }
    }
    return entry(name, texts[0], texts[1], texts[2], false);
  }

  private static Entry fields(JsonParser json, String name)
      throws IOException, RejectedRecordException {
    String price = "";
    String amount = "";
    String id = "";
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      json.nextToken();
      switch (field) {
        case "price" -> price = json.getText();
        case "amount" -> amount = json.getText();
        case "id" -> id = json.getText();
        default -> json.skipChildren();
      }
    }
    return entry(name, price, amount, id, true);
  }

  /** Only rows of a struct are objects, and only their decimals may be Base64. */
  private static BigDecimal decimal(String text, boolean isStruct) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return (isStruct ? ConnectDecimal.of(text) : Optional.<BigDecimal>empty())
          .orElseThrow(() -> e);
    }
  }

  private static Entry entry(String name, String price, String amount, String id, boolean isStruct)
      throws RejectedRecordException {
    try {
      if (price.length() <= MOST_DIGITS && amount.length() <= MOST_DIGITS) {
        BigDecimal level = decimal(price, isStruct);
        BigDecimal rest = decimal(amount, isStruct);
        if (Math.abs(level.scale()) <= MOST_DIGITS && Math.abs(rest.scale()) <= MOST_DIGITS) {
          return new Entry(level, rest, id.isEmpty() ? 0 : Long.parseLong(id));
        }
      }
    } catch (NumberFormatException e) {
      throw new RejectedRecordException(name + " holds a row without numbers");
    }
    throw new RejectedRecordException(name + " holds a number that is out of range");
  }

  private static List<SnapshotOrder> orders(List<Entry> entries) throws RejectedRecordException {
    List<SnapshotOrder> orders = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      // Bids at price 0 have been seen in snapshots; they are no orders of the book.
      if (entry.price.signum() > 0) {
        if (entry.id <= 0) {
          throw new RejectedRecordException("a row of the snapshot has no order id");
        }
        orders.add(new SnapshotOrder(entry.id, entry.price, entry.amount));
      }
    }
    return orders;
  }

  private static List<Level> levels(List<Entry> entries) {
    return entries.stream().map(entry -> new Level(entry.price, entry.amount)).toList();
  }

  private static long number(JsonParser json, String name)
      throws IOException, RejectedRecordException {
    try {
      return Long.parseLong(json.getText());
    } catch (NumberFormatException e) {
      throw new RejectedRecordException(name + " is not a whole number");
    }
  }

  private record Entry(BigDecimal price, BigDecimal amount, long id) {}
}
