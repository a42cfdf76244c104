package dev.orderflow.connect.bitstamp.record;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The topic of a record: a name in which {@code ${market}}, {@code ${channel}} and {@code ${type}}
 * stand for the record's own, for instance {@code bitstamp.${market}}.
 *
 * <p>{@code ${channel}} is the kind of channel, such as {@code live_orders}; {@code ${type}} is
 * {@link RecordType#label}, such as {@code order} or {@code gap}.
 *
 * @param template the name, with or without placeholders
 */
public record TopicTemplate(String template) {

  /** Most characters of a topic's name in Kafka. */
  public static final int LONGEST = 249;

  private static final String MARKET = "${market}";
  private static final String CHANNEL = "${channel}";
  private static final String TYPE = "${type}";

  /** Kafka's rule for topic names. */
  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1," + LONGEST + "}");

  /**
   * Checks that the template gives legal topic names.
   *
   * @throws IllegalArgumentException when it does not; the message says why
   */
  public TopicTemplate {
    String example =
        template.replace(MARKET, "btcusd").replace(CHANNEL, "live_orders").replace(TYPE, "order");
    if (!LEGAL.matcher(example).matches() || example.equals(".") || example.equals("..")) {
      throw new IllegalArgumentException(
          "must be a topic name of letters, digits, '.', '_' and '-', in which "
              + MARKET
              + ", "
              + CHANNEL
              + " and "
              + TYPE
              + " may stand");
    }
  }

  /** The topics of a channel's records of all types. */
  public List<String> topics(Channel channel) {
    return Arrays.stream(RecordType.values()).map(type -> topic(channel, type)).toList();
  }

  /** The topic of a channel's records of a type. */
  public String topic(Channel channel, RecordType type) {
    return template
        .replace(MARKET, channel.market())
        .replace(CHANNEL, channel.kind().prefix())
        .replace(TYPE, type.label());
  }
}
