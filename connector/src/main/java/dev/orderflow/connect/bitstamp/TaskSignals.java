package dev.orderflow.connect.bitstamp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.ChannelKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals to a running task, over JMX: where its metrics are, too, and where whoever sends one is
 * told what is wrong with it.
 *
 * <p>JMX's threads check a signal and leave what it asks for; the task's thread takes that. What is
 * left is a set of channels, so that no number of signals makes it grow.
 */
final class TaskSignals extends StandardMBean implements TaskSignalsMBean, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TaskSignals.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final String MARKETS = "markets";
  private static final String FORM = "data must be empty or {\"markets\":[\"btcusd\"]}";
  private static final int LONGEST_DATA = 65_536;
  private static final int LONGEST_SHOWN = 100;

  /** Kafka's own JMX names need no quotes for these. */
  private static final Pattern PLAIN = Pattern.compile("[\\w.% \\t-]*");

  private final List<Channel> channels;
  private final BitstampSourceConfig config;
  private final Set<Request> requests = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Where it is registered; set by the task's thread, and unset by who takes its place. */
  private volatile Optional<ObjectName> registered = Optional.empty();

  private TaskSignals(List<Channel> channels, BitstampSourceConfig config)
      throws NotCompliantMBeanException {
    super(TaskSignalsMBean.class);
    this.channels = channels;
    this.config = config;
  }

  /** Signals to a task of these channels; nobody can send any before {@link #register}. */
  static TaskSignals of(List<Channel> channels, BitstampSourceConfig config) {
    try {
      return new TaskSignals(channels, config);
    } catch (NotCompliantMBeanException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a signal asks for. */
  enum Kind {
    /** The whole order book. */
    SNAPSHOT(
        "execute-snapshot",
        BitstampSourceConfig.SNAPSHOTS_ENABLED,
        ChannelKind.LIVE_ORDERS,
        ChannelKind.DIFF_ORDER_BOOK),
    /** A comparison of the trades with the exchange's list. */
    AUDIT("execute-audit", BitstampSourceConfig.REPAIR_ENABLED, ChannelKind.LIVE_TRADES);

    private final String type;
    private final String option;
    private final List<ChannelKind> channels;

    Kind(String type, String option, ChannelKind... channels) {
      this.type = type;
      this.option = option;
      this.channels = List.of(channels);
    }

    private String names() {
      return channels.stream().map(ChannelKind::prefix).collect(Collectors.joining(" or "));
    }
  }

  /**
   * What the task is to do.
   *
   * @param kind what
   * @param channel for which channel
   */
  record Request(Kind kind, Channel channel) {}

  /** Makes them known to JMX, in place of an earlier task of that name that did not end. */
  void register(String connector, int task) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name =
          new ObjectName(
              "orderflow.bitstamp:type=signals,connector="
                  + (PLAIN.matcher(connector).matches() ? connector : ObjectName.quote(connector))
                  + ",task="
                  + task);
      if (server.isRegistered(name)) {
        server.unregisterMBean(name);
      }
      server.registerMBean(this, name);
      registered = Optional.of(name);
    } catch (JMException | RuntimeException e) {
      log.warn("The task takes no signals, because JMX does not take it: {}", e.toString());
    }
  }

  @Override
  public void postDeregister() {
    registered = Optional.empty();
  }

  @Override
  public void close() {
    registered.ifPresent(
        name -> {
          try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
          } catch (InstanceNotFoundException e) {
            // Another task took its place.
          } catch (JMException e) {
            log.warn("Signals stay registered: {}", e.toString());
          }
        });
  }

  @Override
  public String signal(String id, String type, String data) {
    try {
      Kind kind = kind(type);
      List<Request> asked =
          data == null || data.isBlank() ? everywhere(kind) : requests(kind, markets(data));
      requests.addAll(asked);
      accepted.increment();
      String what =
          kind.type + " of " + asked.stream().map(one -> one.channel.name()).sorted().toList();
      log.info("Signal '{}': {}.", shown(id), what);
      return what;
    } catch (IllegalArgumentException e) {
      refused.increment();
      log.warn("Signal '{}' is refused: {}.", shown(id), e.getMessage());
      throw e;
    }
  }

  /** Signals that were taken. */
  long accepted() {
    return accepted.sum();
  }

  /** Signals that could not be understood, or not be followed. */
  long refused() {
    return refused.sum();
  }

  /** What is to be done, once. */
  List<Request> take() {
    List<Request> taken = new ArrayList<>();
    if (!requests.isEmpty()) {
      requests.removeIf(taken::add);
    }
    return taken;
  }

  private Kind kind(String type) {
    Kind kind =
        Stream.of(Kind.values())
            .filter(one -> one.type.equals(type))
            .findFirst()
            .orElseThrow(
                () ->
                    refusal(
                        "no type '%s'; there are %s and %s",
                        shown(type), Kind.SNAPSHOT.type, Kind.AUDIT.type));
    if (!config.getBoolean(kind.option)) {
      throw refusal("%s needs %s=true", kind.type, kind.option);
    }
    return kind;
  }

  private List<Request> everywhere(Kind kind) {
    List<Request> asked =
        channels.stream()
            .filter(channel -> kind.channels.contains(channel.kind()))
            .map(channel -> new Request(kind, channel))
            .toList();
    if (asked.isEmpty()) {
      throw refusal("this task carries no %s", kind.names());
    }
    return asked;
  }

  private List<Request> requests(Kind kind, Collection<String> markets) {
    List<Request> asked = new ArrayList<>();
    for (String market : markets) {
      List<Request> ofMarket =
          kind.channels.stream()
              .map(channel -> new Request(kind, new Channel(channel, market)))
              .filter(request -> channels.contains(request.channel))
              .toList();
      if (ofMarket.isEmpty()) {
        throw refusal("this task carries no %s of '%s'", kind.names(), shown(market));
      }
      asked.addAll(ofMarket);
    }
    return asked;
  }

  private Collection<String> markets(String data) {
    Set<String> markets = new TreeSet<>();
    if (data.length() > LONGEST_DATA) {
      throw refusal(FORM);
    }
    try (JsonParser json = JSON.createParser(data)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      expect(MARKETS.equals(json.nextFieldName()));
      expect(json.nextToken() == JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        expect(Channel.MARKET.matcher(json.getText()).matches());
        markets.add(json.getText());
      }
      expect(json.currentToken() == JsonToken.END_ARRAY && !markets.isEmpty());
      expect(json.nextToken() == JsonToken.END_OBJECT && json.nextToken() == null);
      return markets;
    } catch (IOException e) {
      throw refusal(FORM);
    }
  }

  private static void expect(boolean isSo) {
    if (!isSo) {
      throw refusal(FORM);
    }
  }

  private static IllegalArgumentException refusal(String format, Object... parts) {
    return new IllegalArgumentException(String.format(Locale.ROOT, format, parts));
  }

  /** One line of text, whatever was sent. */
  private static String shown(String text) {
    String line = String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line;
  }
}
