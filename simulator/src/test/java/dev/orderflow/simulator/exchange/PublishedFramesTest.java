package dev.orderflow.simulator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.simulator.http.HttpReply;
import dev.orderflow.simulator.http.HttpRequest;
import dev.orderflow.simulator.market.Market;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published frames say exactly what the engine did, and say it again for the same seed. */
class PublishedFramesTest {
  private static final long START = 1_790_000_000_000_000L;
  private static final int EVENTS = 1_000_000;
  private static final int KEPT = 50;
  private static final int CHECK_EVERY = 125_000;

  @Test
  void framesOverASnapshotRebuildTheEnginesBook() {
    assertFramesRebuildTheBook(1);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void framesOverASnapshotRebuildTheEnginesBookWithOtherSeeds(long seed) {
    assertFramesRebuildTheBook(seed);
  }

  private static void assertFramesRebuildTheBook(long seed) {
    Exchange exchange = exchange(seed, 8_000, "btcusd");
    PublishedBook book = PublishedBook.ofSnapshot(snapshot(exchange));
    assertThat(book.orders()).hasSizeGreaterThan(8_000);
    OrdersOnly sink = new OrdersOnly(book);
    for (long until = CHECK_EVERY; until <= EVENTS; until += CHECK_EVERY) {
      while (book.events() < until) {
        exchange.advance(Long.MAX_VALUE - 1, 1_000, sink);
      }
      exchange.publishPending(sink);
      assertThat(book.orders().equals(PublishedBook.ofSnapshot(snapshot(exchange)).orders()))
          .as("book after %d events", book.events())
          .isTrue();
    }
    assertThat(book.breaks()).isZero();
    assertThat(book.events()).isGreaterThanOrEqualTo(EVENTS);
  }

  private static byte[] snapshot(Exchange exchange) {
    return ExchangeApi.orderBook(exchange.market("btcusd").orElseThrow(), "2").body();
  }

  @Test
  void theSameSeedGivesTheSameBytesOnEveryChannel() {
    String first = fingerprint(exchange(7, 2_000, "btcusd", "ethusd"), 30_000, 512);

    assertThat(fingerprint(exchange(7, 2_000, "btcusd", "ethusd"), 30_000, 512)).isEqualTo(first);
    assertThat(fingerprint(exchange(7, 2_000, "btcusd", "ethusd"), 30_000, 1)).isEqualTo(first);
    assertThat(fingerprint(exchange(8, 2_000, "btcusd", "ethusd"), 30_000, 512))
        .isNotEqualTo(first);
  }

  @Test
  void theTruthKnowsTheBookAtEveryEvent() {
    Exchange exchange = exchange(5, 500, "btcusd");
    ExchangeTruth truth = new ExchangeTruth(exchange);
    PublishedBook book = PublishedBook.ofSnapshot(snapshot(exchange));
    exchange.advance(Long.MAX_VALUE - 1, 4_000, new OrdersOnly(new PublishedBook()));
    List<OrderEventView> events =
        truth.orderEvents("btcusd", Optional.empty(), Optional.empty(), Long.MAX_VALUE);
    assertThat(events).hasSizeGreaterThan(1_000);
    for (int i = 0; i < events.size(); i++) {
      book.apply(events.get(i).frame());
      boolean endOfInstant =
          i + 1 == events.size()
              || events.get(i + 1).microtimestamp() != events.get(i).microtimestamp();
      if (endOfInstant && i % 50 == 0) {
        BookView view = truth.bookAfter("btcusd", events.get(i).eventId()).orElseThrow();
        assertThat(orders(view)).isEqualTo(book.orders());
        assertThat(
                orders(truth.bookAt("btcusd", events.get(i).microtimestamp() + 999).orElseThrow()))
            .isEqualTo(book.orders());
      }
    }
    assertThat(truth.bookAt("btcusd", START - 1)).isEmpty();
  }

  @Test
  void theTruthKeepsTheNewestBookFramesWhoeverSubscribed() {
    Exchange heard = exchange(5, 500, "btcusd");
    List<String> published = new ArrayList<>();
    heard.advance(
        Long.MAX_VALUE - 1,
        40_000,
        new FrameSink() {
          @Override
          public boolean wanted(PublicChannel channel) {
            return true;
          }

          @Override
          public void publish(Frame frame) {
            if (frame.channel().kind() == ChannelKind.ORDER_BOOK) {
              published.add(frame.json());
            }
          }
        });
    Exchange unheard = exchange(5, 500, "btcusd");
    unheard.advance(Long.MAX_VALUE - 1, 40_000, new OrdersOnly(new PublishedBook()));

    assertThat(published).hasSizeGreaterThan(KEPT);
    assertThat(
            new ExchangeTruth(unheard)
                .bookFrames("btcusd", ChannelKind.ORDER_BOOK).stream().map(Frame::json))
        .isEqualTo(published.subList(published.size() - KEPT, published.size()));
  }

  @Test
  void forgetsTheOldestEventsAndSaysSo() {
    Exchange exchange =
        new Exchange(
            new ExchangeSettings(
                List.of(Market.named("btcusd").orElseThrow()),
                3,
                START,
                OptionalDouble.empty(),
                100,
                10_000,
                0));
    ExchangeTruth truth = new ExchangeTruth(exchange);
    FrameSink nobody = new OrdersOnly(new PublishedBook());
    exchange.advance(Long.MAX_VALUE - 1, 100, nobody);
    String early = truth.markets().get(0).lastEventId();
    exchange.advance(Long.MAX_VALUE - 1, 60_000, nobody);
    MarketSummary summary = truth.markets().get(0);

    assertThat(summary.orderEvents()).isGreaterThan(20_000);
    assertThat(truth.bookAfter("btcusd", early)).isEmpty();
    assertThat(truth.bookAt("btcusd", START + 1_000_000)).isEmpty();
    String recent = summary.lastEventId();
    assertThat(truth.bookAfter("btcusd", recent)).isPresent();
    HttpReply reply =
        new OrderData(exchange, 1_000)
            .answer(
                new HttpRequest(
                    "POST",
                    "/api/v2/order_data/",
                    Map.of(),
                    Map.of(
                        "market",
                        "BTC/USD",
                        "order_source",
                        "orderbook",
                        "since_id",
                        early,
                        "until_id",
                        recent),
                    "",
                    ""));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(new String(reply.body(), StandardCharsets.US_ASCII)).contains("404.008");
  }

  private static Map<Long, PublishedBook.Resting> orders(BookView view) {
    Map<Long, PublishedBook.Resting> orders =
        view.bids().stream()
            .collect(
                Collectors.toMap(
                    BookView.Entry::id,
                    entry -> new PublishedBook.Resting(0, entry.price(), entry.amount())));
    view.asks()
        .forEach(
            entry ->
                orders.put(
                    entry.id(), new PublishedBook.Resting(1, entry.price(), entry.amount())));
    return orders;
  }

  private static Exchange exchange(long seed, int bookOrders, String... symbols) {
    Function<String, Market> named = symbol -> Market.named(symbol).orElseThrow();
    return new Exchange(
        new ExchangeSettings(
            List.of(symbols).stream().map(named).toList(),
            seed,
            START,
            OptionalDouble.empty(),
            bookOrders,
            100_000,
            KEPT));
  }

  private static String fingerprint(Exchange exchange, int steps, int budget) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      FrameSink sink =
          new FrameSink() {
            @Override
            public boolean wanted(PublicChannel channel) {
              return true;
            }

            @Override
            public void publish(Frame frame) {
              digest.update(frame.text());
            }
          };
      for (int done = 0; done < steps; ) {
        done += exchange.advance(Long.MAX_VALUE - 1, Math.min(budget, steps - done), sink);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private record OrdersOnly(PublishedBook book) implements FrameSink {
    @Override
    public boolean wanted(PublicChannel channel) {
      return channel.kind() == ChannelKind.LIVE_ORDERS;
    }

    @Override
    public void publish(Frame frame) {
      book.apply(frame.json());
    }
  }
}
