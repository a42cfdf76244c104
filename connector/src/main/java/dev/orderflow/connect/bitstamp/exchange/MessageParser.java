package dev.orderflow.connect.bitstamp.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the envelope of a frame, and the few fields inside it that continuity needs.
 *
 * <p>Everything else in the frame is skipped: the frame itself travels on unchanged. Unknown keys
 * and any key order are accepted, because both vary on the wire. Nothing but {@link
 * Message.Malformed} comes of bad input, however bad. Instances may be shared by threads.
 */
public final class MessageParser {

  private static final JsonFactory JSON = new JsonFactory();

  /** The year 5138, in microseconds: past it a number is a mistake and not a time. */
  private static final long LATEST_MICROS = 100_000_000_000_000_000L;

  private final Map<String, Channel> known;

  private final boolean keepsTokens;

  /** A parser that keeps nothing but what a message says. */
  public MessageParser(Collection<Channel> channels) {
    this(channels, false);
  }

  /**
   * A parser that recognises the given channels without parsing their names anew each time.
   *
   * @param keepsTokens whether data events keep their whole frame, so that nobody need read its
   *     text again
   */
  public MessageParser(Collection<Channel> channels, boolean keepsTokens) {
    this.keepsTokens = keepsTokens;
    known = channels.stream().collect(Collectors.toMap(Channel::name, Function.identity()));
  }

  /**
   * Reads one frame.
   *
   * @param frame the frame's text in UTF-8
   */
  public Message parse(byte[] frame) {
    try (JsonParser json = JSON.createParser(frame)) {
      if (!keepsTokens) {
        return understand(read(json), Optional.empty());
      }
      try (FrameTokens.Recorder recorder = new FrameTokens.Recorder(json)) {
        Fields fields = read(recorder);
        return understand(fields, Optional.of(recorder.tokens()));
      }
    } catch (UnexpectedField e) {
      return new Message.Malformed(e.getMessage());
    } catch (IOException e) {
      return new Message.Malformed("not JSON");
    }
  }

  private static Fields read(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new UnexpectedField("not a JSON object");
    }
    Fields fields = new Fields();
    readEnvelope(json, fields);
    if (json.nextToken() != null) {
      throw new UnexpectedField("text after the JSON object");
    }
    return fields;
  }

  private static void readEnvelope(JsonParser json, Fields fields) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "event" -> fields.event = text(json, name);
        case "channel" -> fields.channel = text(json, name);
        case "event_id" -> fields.eventId = text(json, name);
        case "pre_event_id" -> fields.preEventId = text(json, name);
        case "order_source" -> fields.orderSource = json.getValueAsString("");
        case "data" -> {
          if (value == JsonToken.START_OBJECT) {
            readData(json, fields);
          } else {
            json.skipChildren();
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private static void readData(JsonParser json, Fields fields) throws IOException {
    fields.hasData = true;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "microtimestamp" -> fields.microtimestamp = number(json, name, LATEST_MICROS);
        case "id" -> fields.id = number(json, name, Long.MAX_VALUE);
        case "amount_traded" -> fields.traded = json.getValueAsString("");
        case "amount_str" -> fields.amount = json.getValueAsString("");
        case "price_str" -> fields.price = json.getValueAsString("");
        case "type", "order_type" -> fields.side = (int) wholeOrNone(json, 1);
        case "buy_order_id" -> fields.buyOrderId = wholeOrNone(json, Long.MAX_VALUE);
        case "sell_order_id" -> fields.sellOrderId = wholeOrNone(json, Long.MAX_VALUE);
        case "code" -> fields.code = value == JsonToken.VALUE_NULL ? "" : json.getValueAsString("");
        case "message" -> fields.message = json.getValueAsString("");
        default -> {}
      }
      json.skipChildren();
    }
  }

  /** What a field says; nothing where it is null, as where it is absent. */
  private static String text(JsonParser json, String name) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return "";
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new UnexpectedField(name + " is not a string");
    }
    return json.getText();
  }

  /** Bitstamp writes the same number as a JSON number in one channel and as a string in another. */
  private static long number(JsonParser json, String name, long max) throws IOException {
    long value;
    switch (json.currentToken()) {
      case VALUE_NULL -> {
        return Message.Data.NONE;
      }
      case VALUE_NUMBER_INT -> value = json.getLongValue();
      case VALUE_STRING -> {
        try {
          value = Long.parseLong(json.getText());
        } catch (NumberFormatException e) {
          throw new UnexpectedField(name + " is not a whole number");
        }
      }
      default -> throw new UnexpectedField(name + " is not a whole number");
    }
    if (value < 0 || value > max) {
      throw new UnexpectedField(name + " is out of range");
    }
    return value;
  }

  /** A number that a frame is understood without. */
  private static long wholeOrNone(JsonParser json, long max) throws IOException {
    try {
      return number(json, "", max);
    } catch (UnexpectedField | InputCoercionException e) {
      return Message.Data.NONE;
    }
  }

  private Message understand(Fields fields, Optional<FrameTokens> tokens) {
    return switch (fields.event) {
      case "" -> new Message.Malformed("no event");
      case "bts:subscription_succeeded" -> new Message.SubscriptionSucceeded(fields.channel);
      case "bts:unsubscription_succeeded" -> new Message.UnsubscriptionSucceeded(fields.channel);
      case "bts:heartbeat" -> new Message.HeartbeatAnswered();
      case "bts:request_reconnect" -> new Message.ReconnectRequested();
      case "bts:error" -> new Message.VenueError(fields.code, fields.message);
      default -> data(fields, tokens);
    };
  }

  private Message data(Fields fields, Optional<FrameTokens> tokens) {
    Channel channel = known.get(fields.channel);
    if (channel == null) {
      channel = Channel.parse(fields.channel).orElse(null);
    }
    if (channel == null) {
      return new Message.Malformed("unknown channel or control event");
    }
    if (!fields.hasData) {
      return new Message.Malformed("no data object");
    }
    return new Message.Data(
        channel,
        fields.event,
        fields.microtimestamp,
        fields.eventId,
        fields.preEventId,
        fields.id,
        fields.orderSource,
        execution(channel.kind(), fields),
        tokens);
  }

  private static Optional<Execution> execution(ChannelKind kind, Fields fields) {
    if (kind == ChannelKind.LIVE_TRADES && fields.id != Message.Data.NONE) {
      return Optional.of(
          new Execution(
              fields.price, fields.amount, fields.side, fields.buyOrderId, fields.sellOrderId));
    }
    if (kind != ChannelKind.LIVE_ORDERS || fields.traded.isEmpty() || isZero(fields.traded)) {
      return Optional.empty();
    }
    boolean buys = fields.side == 0;
    return Optional.of(
        new Execution(
            fields.price,
            fields.traded,
            fields.side,
            buys ? fields.id : Message.Data.NONE,
            buys ? Message.Data.NONE : fields.id));
  }

  private static boolean isZero(String decimal) {
    for (int i = 0; i < decimal.length(); i++) {
      if (decimal.charAt(i) != '0' && decimal.charAt(i) != '.') {
        return false;
      }
    }
    return true;
  }

  private static final class Fields {
    private String event = "";
    private String channel = "";
    private String eventId = "";
    private String preEventId = "";
    private String orderSource = "";
    private String traded = "";
    private String amount = "";
    private String price = "";
    private int side = -1;
    private long buyOrderId = Message.Data.NONE;
    private long sellOrderId = Message.Data.NONE;
    private long microtimestamp = Message.Data.NONE;
    private long id = Message.Data.NONE;
    private String code = "";
    private String message = "";
    private boolean hasData;
  }

  private static final class UnexpectedField extends IOException {
    private static final long serialVersionUID = 1;

    UnexpectedField(String message) {
      super(message);
    }
  }
}
