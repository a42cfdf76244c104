package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.Channel;
import dev.orderflow.connect.bitstamp.exchange.Execution;
import dev.orderflow.connect.bitstamp.exchange.HttpRequest;
import dev.orderflow.connect.bitstamp.exchange.Message;
import dev.orderflow.connect.bitstamp.exchange.MessageParser;
import dev.orderflow.connect.bitstamp.exchange.OrderRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the exchange has listed behind the last order event written, in any reply, and which event
 * each one stood directly behind.
 *
 * <p>Rows carry no predecessor, and a list may get older rows later. So what one row stands behind
 * is settled only when two replies show the same, so far apart that the list cannot be in the
 * middle of changing, and the second is not an earlier state of the list. The exchange may have
 * forgotten rows when they are needed, and a reply may come when its question was given up already:
 * where a gap must be declared, these are written all the same.
 */
final class ListedOrders {

  /** Two replies so far apart are not of one moment of the list. */
  static final long SETTLE_NANOS = Duration.ofSeconds(2).toNanos();

  /** Those nearest to the last event written; later ones are asked for when it is their turn. */
  private static final int MOST = 10_000;

  /** Behind every id. */
  private static final String EVERYTHING = "~";

  private final Channel channel;
  private final MessageParser parser;
  private final NavigableMap<String, Row> rows = new TreeMap<>();

  /** The id that the list has for the last event written, where that is another one. */
  private String lastListed = "";

  /** Rows before this id are too old to be repaired; empty while none is known of. */
  private String oldest = "";

  private long grewAt;

  /** So many rows one reply had: one with fewer was not cut for their number. */
  private int mostRows;

  ListedOrders(Channel channel) {
    this.channel = channel;
    parser = new MessageParser(List.of(channel));
  }

  /**
   * Leaves out from now on what happened before a time, if the reply shows that anything did.
   *
   * @param notBefore exchange time, microseconds since the epoch
   */
  void leaveOut(List<OrderRow> reply, Position last, long notBefore) {
    boolean some =
        reply.stream()
            .filter(row -> row.microtimestamp() != Message.Data.NONE)
            .filter(row -> !OtherSources.isOne(row.orderSource()))
            .filter(row -> row.eventId().compareTo(last.eventId()) > 0)
            .anyMatch(row -> row.microtimestamp() < notBefore);
    if (some) {
      leaveOutBefore(last, notBefore);
    }
  }

  /** Leaves out from now on what happened before a time. */
  void leaveOutBefore(Position last, long notBefore) {
    oldest = EventId.first(notBefore, last.eventId()).orElse(EVERYTHING);
    rows.headMap(oldest).clear();
  }

  /** Leaves out nothing from now on. */
  void leaveOutNothing() {
    oldest = "";
  }

  /** Whether something behind the last event written is left out. */
  boolean skipsBehind(String lastId) {
    return oldest.compareTo(lastId) > 0;
  }

  /** Whether everything is left out, because the ids do not tell their time. */
  boolean skipsEverything() {
    return oldest.equals(EVERYTHING);
  }

  /** The id to ask from, instead of one before all that is wanted. */
  String notBefore(String id) {
    return skipsBehind(id) ? oldest : id;
  }

  /**
   * Takes in what a reply has behind the last event written.
   *
   * @param lastContent what that event was, where it is known
   * @param askedAt when it was asked for, in nanoseconds of the ticker of {@code now}
   */
  void add(
      HttpRequest.Orders request,
      List<OrderRow> reply,
      Position last,
      Optional<OrderContent> lastContent,
      long askedAt,
      long now) {
    List<OrderRow> sorted =
        reply.stream()
            .filter(row -> !OtherSources.isOne(row.orderSource()))
            .sorted(Comparator.comparing(OrderRow::eventId))
            .distinct()
            .toList();
    boolean isEarlier = isEarlier(request, reply);
    mostRows = Math.max(mostRows, reply.size());
    int at = indexOf(sorted, last.eventId(), lastContent);
    if (at >= 0) {
      lastListed = sorted.get(at).eventId();
    }
    for (int i = at + 1; i < sorted.size(); i++) {
      if (sorted.get(i).eventId().compareTo(notBefore(last.eventId())) > 0) {
        String previous = i == 0 ? "" : sorted.get(i - 1).eventId();
        Sighting seen = sighting(sorted.get(i), skipsBehind(previous) ? "" : previous, now);
        seen.askedAt = isEarlier || askedAt - seen.askedAt < 0 ? seen.askedAt : askedAt;
      }
    }
    while (rows.size() > MOST) {
      rows.pollLastEntry();
    }
  }

  /** Whether a reply ends before rows that another one had, though it had room for them. */
  private boolean isEarlier(HttpRequest.Orders request, List<OrderRow> reply) {
    NavigableMap<String, Row> asked =
        request.untilId().map(until -> rows.headMap(until, false)).orElse(rows);
    boolean mayBeCut = reply.size() >= mostRows;
    return !mayBeCut
        && !asked.isEmpty()
        && reply.stream().noneMatch(row -> row.eventId().compareTo(asked.lastKey()) >= 0);
  }

  private Sighting sighting(OrderRow row, String previous, long now) {
    Row listed = rows.computeIfAbsent(row.eventId(), id -> new Row(row));
    Optional<Sighting> before = listed.behind(previous);
    if (before.isPresent()) {
      return before.get();
    }
    Sighting first = new Sighting(previous, now);
    listed.sightings.add(first);
    grewAt = now;
    return first;
  }

  private static int indexOf(List<OrderRow> rows, String id, Optional<OrderContent> content) {
    int found = -1;
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).eventId().equals(id)) {
        return i;
      }
      if (found < 0 && content.isPresent() && content.equals(OrderContent.of(rows.get(i)))) {
        found = i;
      }
    }
    return found;
  }

  /** Everything up to an event is written, or never will be. */
  void written(String id, Optional<OrderContent> content) {
    lastListed = id;
    if (rows.isEmpty()) {
      return;
    }
    Optional.ofNullable(rows.floorEntry(id)).ifPresent(row -> listedAs(row, content));
    rows.headMap(id, true).clear();
    Map.Entry<String, Row> next = rows.firstEntry();
    if (next != null && listedAs(next, content)) {
      rows.pollFirstEntry();
    }
  }

  private boolean listedAs(Map.Entry<String, Row> row, Optional<OrderContent> content) {
    boolean same = content.isPresent() && content.equals(OrderContent.of(row.getValue().row));
    lastListed = same ? row.getKey() : lastListed;
    return same;
  }

  void clear() {
    rows.clear();
    oldest = "";
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * What was listed behind the last event written, up to the first row of which it is not known
   * what it stands behind.
   */
  List<Link> chain(Position last) {
    List<Link> chain = new ArrayList<>();
    String previous = last.eventId();
    for (Row row : rows.values()) {
      Link link = link(row, previous, chain.isEmpty());
      chain.add(link);
      if (link.standing == Standing.UNKNOWN) {
        break;
      }
      previous = row.row.eventId();
    }
    return chain;
  }

  private Link link(Row row, String previous, boolean first) {
    Optional<Sighting> behind = row.behind(previous);
    if (behind.isEmpty() && first) {
      behind = row.behind(lastListed).filter(sighting -> !lastListed.isEmpty());
    }
    if (behind.isPresent()) {
      return new Link(row.row, previous, Standing.FOLLOWS, behind);
    }
    Optional<Sighting> begins =
        row.sightings.stream()
            .filter(sighting -> first && sighting.previous.compareTo(previous) < 0)
            .findFirst();
    Standing standing = begins.isPresent() ? Standing.BEGINS : Standing.UNKNOWN;
    return new Link(row.row, previous, standing, begins);
  }

  /** The rows before an event; all of them without one. */
  List<OrderRow> before(Optional<String> id) {
    return id.map(end -> rows.headMap(end, false)).orElse(rows).values().stream()
        .map(row -> row.row)
        .toList();
  }

  /** The id of the row before another one; empty when it is the first. */
  Optional<String> idBefore(String id) {
    return Optional.ofNullable(rows.lowerKey(id));
  }

  /** When a reply last showed what none had shown before; of no meaning before there was one. */
  long grewAt() {
    return grewAt;
  }

  /**
   * A row as an event in the exchange's frame format, with its predecessor where that is settled.
   *
   * @param session over which it was noticed to be missing
   * @param at when it was fetched, microseconds since the epoch
   */
  Output.Event event(Link link, long session, long at) {
    boolean proven =
        link.isSettled()
            && link.standing == Standing.FOLLOWS
            && !EventId.cannotFollow(link.previous, link.row().eventId());
    return event(link.row(), link.previous, proven ? link.previous : "", session, at);
  }

  /** A row as an event of which it is not known what it stands behind. */
  Output.Event event(OrderRow row, Position last, long session, long at) {
    return event(row, last.eventId(), "", session, at);
  }

  private Output.Event event(OrderRow row, String before, String named, long session, long at) {
    String source = row.orderSource().isEmpty() ? OtherSources.BOOK : row.orderSource();
    String text =
        "{\"data\":"
            + row.data()
            + ",\"channel\":\""
            + channel.name()
            + "\",\"event\":\""
            + row.event()
            + "\",\"event_id\":\""
            + row.eventId()
            + "\",\"pre_event_id\":\""
            + named
            + "\",\"order_source\":\""
            + source
            + "\"}";
    Optional<Execution> execution =
        parser.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof Message.Data parsed
            ? parsed.execution()
            : Optional.empty();
    Message.Data data =
        new Message.Data(
            channel,
            row.event(),
            row.microtimestamp(),
            row.eventId(),
            named,
            row.id(),
            source,
            execution);
    return new Output.Event(data, text, session, at, true, Position.after(data).behind(before));
  }

  /** How a row stands behind the event before it. */
  enum Standing {
    /** Directly, by a reply. */
    FOLLOWS,
    /** It is the first row behind the last event written, which the reply lacks. */
    BEGINS,
    /** No reply has shown it. */
    UNKNOWN
  }

  /**
   * A row behind an event.
   *
   * @param row the row
   * @param previous the id of the event before it
   * @param standing how it stands behind that
   * @param shown the replies that showed it so; empty when it is unknown
   */
  record Link(OrderRow row, String previous, Standing standing, Optional<Sighting> shown) {

    /** From when on it may be asked for a second time, nanoseconds. */
    OptionalLong settlesAt() {
      return shown.isPresent() ? OptionalLong.of(shown.get().settlesAt()) : OptionalLong.empty();
    }

    /** Whether two replies show it so, long enough apart. */
    boolean isSettled() {
      return shown.filter(sighting -> sighting.askedAt - sighting.settlesAt() >= 0).isPresent();
    }
  }

  /**
   * A row, and what the replies showed directly before it: mostly one event, but rows come late.
   */
  private static final class Row {

    private final OrderRow row;
    private final List<Sighting> sightings = new ArrayList<>(1);

    Row(OrderRow row) {
      this.row = row;
    }

    Optional<Sighting> behind(String previous) {
      return sightings.stream().filter(sighting -> sighting.previous.equals(previous)).findFirst();
    }
  }

  /** A row came directly behind an event. Changed in place: that comes twice. */
  static final class Sighting {

    private final String previous;
    private final long shownAt;

    /** When a later reply that shows it was asked for, if that is later. */
    private long askedAt;

    private Sighting(String previous, long shownAt) {
      this.previous = previous;
      this.shownAt = shownAt;
      askedAt = shownAt;
    }

    private long settlesAt() {
      return shownAt + SETTLE_NANOS;
    }
  }
}
