package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import dev.orderflow.connect.bitstamp.record.TopicTemplate;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Checks of single options beyond ranges and enumerations.
 *
 * <p>Messages name the option and say what would be right. Those about URLs do not repeat the
 * value, which may carry credentials.
 */
final class OptionValidators {

  private OptionValidators() {}

  static Validator channels() {
    return LambdaValidator.with(
        OptionValidators::checkChannels,
        () -> "one or more of " + String.join(", ", ChannelKind.prefixes()));
  }

  static Validator markets() {
    return LambdaValidator.with(
        OptionValidators::checkMarkets, () -> "one or more market symbols in lower case");
  }

  static Validator topicTemplate() {
    return LambdaValidator.with(
        OptionValidators::checkTopicTemplate,
        () -> "a topic name, with ${market}, ${channel} and ${type} as placeholders");
  }

  static Validator topicTemplateOrNone() {
    return LambdaValidator.with(
        (name, value) -> {
          if (!String.valueOf(value).isEmpty()) {
            checkTopicTemplate(name, value);
          }
        },
        () -> "empty, or a topic name with ${market}, ${channel} and ${type} as placeholders");
  }

  static Validator url(String... schemes) {
    String wanted = String.join(":// or ", schemes) + "://";
    return LambdaValidator.with(
        (name, value) -> checkUrl(name, value, List.of(schemes), wanted),
        () -> "a URL that starts with " + wanted);
  }

  static Validator urlOrNone(String... schemes) {
    Validator url = url(schemes);
    return LambdaValidator.with(
        (name, value) -> {
          if (!String.valueOf(value).isEmpty()) {
            url.ensureValid(name, value);
          }
        },
        () -> url + ", or nothing");
  }

  /** What cannot be checked by itself; this only tells people what is valid. */
  static Validator any(String valid) {
    return LambdaValidator.with((name, value) -> {}, () -> valid);
  }

  /** What may stand in an HTTP header. */
  static Validator headerText() {
    return LambdaValidator.with(
        (name, value) -> {
          if (!String.valueOf(value).matches("[\\x20-\\x7e]+")) {
            throw new ConfigException(name + ": must be printable ASCII, at least a character");
          }
        },
        () -> "printable ASCII");
  }

  private static void checkChannels(String name, Object value) {
    List<String> channels = list(name, value, "name at least one channel");
    for (String channel : channels) {
      if (ChannelKind.ofPrefix(channel).isEmpty()) {
        throw new ConfigException(
            name
                + ": unknown channel '"
                + channel
                + "'; the exchange's public channels are "
                + String.join(", ", ChannelKind.prefixes())
                + hint(channel));
      }
    }
  }

  private static String hint(String channel) {
    return Channel.parse(channel)
        .map(
            parsed ->
                ". Name the market under "
                    + BitstampSourceConfig.MARKETS
                    + ": channels="
                    + parsed.kind().prefix()
                    + ", markets="
                    + parsed.market())
        .orElse("");
  }

  private static void checkMarkets(String name, Object value) {
    List<String> markets = list(name, value, "name at least one market, such as btcusd");
    for (String market : markets) {
      if (!Channel.MARKET.matcher(market).matches()) {
        String symbol = market.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "");
        throw new ConfigException(
            name
                + ": '"
                + market
                + "' is not a market symbol; they are lower case without separators"
                + (Channel.MARKET.matcher(symbol).matches() ? ", such as " + symbol : ""));
      }
    }
  }

  private static List<String> list(String name, Object value, String whenEmpty) {
    List<String> entries =
        value instanceof List<?> list
            ? list.stream().map(entry -> String.valueOf(entry).strip()).toList()
            : List.of();
    if (entries.isEmpty() || entries.contains("")) {
      throw new ConfigException(name + ": an entry is empty; " + whenEmpty);
    }
    return entries;
  }

  private static void checkTopicTemplate(String name, Object value) {
    try {
      new TopicTemplate(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(name + ": '" + value + "' " + e.getMessage());
    }
  }

  private static void checkUrl(String name, Object value, List<String> schemes, String wanted) {
    URI uri;
    try {
      uri = new URI(String.valueOf(value));
    } catch (URISyntaxException e) {
      throw new ConfigException(name + ": not a URL");
    }
    if (uri.getScheme() == null || !schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
      throw new ConfigException(name + ": must start with " + wanted);
    }
    if (uri.getRawUserInfo() != null) {
      throw new ConfigException(
          name + ": must not carry a user or password, which Connect would show to everyone");
    }
    if (uri.getHost() == null || uri.getPort() > 65_535) {
      throw new ConfigException(name + ": has no valid host and port");
    }
  }
}
