package dev.orderflow.connect.bitstamp.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The venue's HTTP API v2, as far as continuity needs it.
 *
 * <p>Requests wait in {@link RequestLanes} for their turn, which the environment's scheduler owns;
 * their replies are read on OkHttp's threads and go into the queue from there. Every request is
 * answered, at the latest when it has waited for half a minute and a call's timeout is over.
 */
public final class BitstampHttp implements ExchangeRequests {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration CHECK = Duration.ofMillis(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 4;

  /** The market is not in its request, or is none: it wants another spelling. */
  private static final List<String> MARKET_UNKNOWN = List.of("400.079", "404.007");

  private final HttpUrl base;
  private final Call.Factory calls;
  private final FeedEventQueue queue;
  private final FeedEnvironment environment;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong nonce;
  private final LongAdder made = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final ClockOffset clockOffset = new ClockOffset();

  /** This and the following are owned by the scheduler's thread. */
  private final RequestLanes<Turn> lanes;

  /** What {@code order_data} refused for its market's spelling, while the names are asked for. */
  private final Map<Question, HttpProblem> misspelt = new LinkedHashMap<>();

  private boolean checkScheduled;
  private int throttledInARow;

  /** How {@code order_data} wants its market, by symbol; empty while it takes the symbol. */
  private volatile Map<String, String> marketNames = Map.of();

  /**
   * A client that has not called yet.
   *
   * @param calls makes the calls; their timeout is the longest time that one may take
   */
  public BitstampHttp(
      HttpSettings settings,
      Call.Factory calls,
      FeedEventQueue queue,
      FeedEnvironment environment) {
    base = HttpUrl.get(settings.url());
    this.calls = calls;
    this.queue = queue;
    this.environment = environment;
    nonce = new AtomicLong(environment.nanos().getAsLong() / 1_000_000);
    lanes = new RequestLanes<>(settings.requestsPerMinute(), now());
  }

  @Override
  public long send(HttpRequest request, Lane lane) {
    long number = numbers.incrementAndGet();
    Question question = new Question(number, request, lane, now() + LONGEST_WAIT.toNanos(), false);
    onScheduler(() -> lanes.add(question, lane, question.giveUpAt));
    return number;
  }

  /** Calls made. */
  public long calls() {
    return made.sum();
  }

  /** Calls that gave no usable answer. */
  public long failures() {
    return failed.sum();
  }

  /** How far the exchange's clock is ahead of ours. */
  public ClockOffset clockOffset() {
    return clockOffset;
  }

  /**
   * The symbols of all markets, such as {@code btcusd}, and their names, such as {@code BTC/USD}.
   * Waits for the answer.
   *
   * @throws HttpProblem when there is no usable one
   */
  public static Map<String, String> markets(URI url, Call.Factory calls) throws HttpProblem {
    Request request =
        new Request.Builder().url(path(HttpUrl.get(url), "markets", "").build()).build();
    try (Response response = calls.newCall(request).execute()) {
      return HttpReplies.markets(HttpBodies.read(response));
    } catch (IOException e) {
      throw broken(request, e);
    }
  }

  private void onScheduler(Runnable work) {
    try {
      environment
          .scheduler()
          .execute(
              () -> {
                try {
                  work.run();
                  startDue();
                } catch (RuntimeException | Error e) {
                  queue.fail(e);
                }
              });
    } catch (RejectedExecutionException e) {
      // The task is stopping: nobody waits for an answer any more.
    }
  }

  private void startDue() {
    long now = now();
    lanes.expired(now).forEach(this::expire);
    for (Optional<Turn> next = lanes.start(now); next.isPresent(); next = lanes.start(now)) {
      call(next.get());
    }
    if (lanes.isWaiting() && !checkScheduled) {
      checkScheduled = true;
      environment
          .scheduler()
          .schedule(
              () -> onScheduler(() -> checkScheduled = false),
              CHECK.toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }

  private void expire(Turn turn) {
    failed.increment();
    String waited = "its turn did not come within " + LONGEST_WAIT.toSeconds() + " s";
    turn.failed(new HttpProblem(HttpProblem.Kind.TIMEOUT, waited));
  }

  private void call(Turn turn) {
    made.increment();
    Request request = turn.request();
    long sentMicros = environment.micros().getAsLong();
    long sentNanos = now();
    calls
        .newCall(request)
        .enqueue(
            new Callback() {
              @Override
              public void onResponse(Call call, Response response) {
                try (response) {
                  byte[] body = HttpBodies.read(response);
                  Duration roundTrip = Duration.ofNanos(now() - sentNanos);
                  OptionalLong date = date(response);
                  date.ifPresent(at -> clockOffset.observe(at, sentMicros, roundTrip, now()));
                  turn.answered(body, new HttpReply.Transfer(date, roundTrip, body.length));
                  onScheduler(BitstampHttp.this::answered);
                } catch (HttpProblem e) {
                  failed(turn, e);
                } catch (JsonProcessingException e) {
                  failed(turn, unreadable(request, "not JSON"));
                } catch (UnreadableReply e) {
                  failed(turn, unreadable(request, e.getMessage()));
                } catch (IOException e) {
                  failed(turn, broken(request, e));
                } catch (RuntimeException | Error e) {
                  queue.fail(e);
                }
              }

              @Override
              public void onFailure(Call call, IOException e) {
                failed(turn, broken(request, e));
              }
            });
  }

  private void answered() {
    throttledInARow = 0;
    lanes.finished();
  }

  private void failed(Turn turn, HttpProblem problem) {
    onScheduler(
        () -> {
          failed.increment();
          if (problem.kind() == HttpProblem.Kind.THROTTLED) {
            pause(problem);
          }
          lanes.finished();
          turn.failed(problem);
        });
  }

  private void pause(HttpProblem problem) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(throttledInARow, MOST_DOUBLINGS));
    throttledInARow++;
    lanes.pause(now(), pause.compareTo(problem.retryAfter()) > 0 ? pause : problem.retryAfter());
  }

  /** Asks once more with the market's name instead of its symbol, which is asked for first. */
  private void respell(Question question, HttpProblem problem) {
    if (marketNames.containsKey(question.request.market())) {
      lanes.add(question.respelt(), question.lane, question.giveUpAt);
    } else if (marketNames.isEmpty()) {
      if (misspelt.isEmpty()) {
        lanes.add(new MarketNames(), question.lane, question.giveUpAt);
      }
      misspelt.put(question, problem);
    } else {
      question.answer(problem);
    }
  }

  private static HttpReply read(HttpRequest request, byte[] body, HttpReply.Transfer transfer)
      throws IOException {
    if (request instanceof HttpRequest.Orders) {
      return new HttpReply.Orders(HttpReplies.orders(body), transfer);
    }
    if (request instanceof HttpRequest.Trades) {
      return new HttpReply.Trades(HttpReplies.trades(body), transfer);
    }
    return new HttpReply.Book(HttpReplies.book(body), transfer);
  }

  private Request request(HttpRequest request) {
    String market = request.market();
    if (request instanceof HttpRequest.Orders orders) {
      FormBody.Builder form =
          new FormBody.Builder()
              .add("market", marketNames.getOrDefault(market, market))
              .add("order_source", "orderbook")
              .add("since_id", orders.sinceId());
      orders.untilId().ifPresent(until -> form.add("until_id", until));
      return new Request.Builder()
          .url(path(base, "order_data", "").build())
          .post(form.build())
          .build();
    }
    HttpUrl.Builder url =
        request instanceof HttpRequest.Trades trades
            ? path(base, "transactions", market, "")
                .addQueryParameter("time", trades.window().parameter())
            : path(base, "order_book", market, "").addQueryParameter("group", "2");
    // Not from the venue's cache, which is a second old.
    url.addQueryParameter("_", Long.toString(nonce.incrementAndGet()));
    return new Request.Builder().url(url.build()).build();
  }

  private static HttpUrl.Builder path(HttpUrl base, String... segments) {
    HttpUrl.Builder url = base.newBuilder().addPathSegments("api/v2");
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return url;
  }

  /** When the exchange answered; a reply out of a cache says how old it is. */
  private static OptionalLong date(Response response) {
    Date date = response.headers().getDate("Date");
    if (date == null || response.header("Age") != null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(TimeUnit.MILLISECONDS.toMicros(date.getTime()));
  }

  private static HttpProblem broken(Request request, IOException e) {
    HttpProblem.Kind kind =
        e instanceof InterruptedIOException
            ? HttpProblem.Kind.TIMEOUT
            : HttpProblem.Kind.UNAVAILABLE;
    return new HttpProblem(kind, request.url().encodedPath() + ": " + e);
  }

  private static HttpProblem unreadable(Request request, String why) {
    return new HttpProblem(
        HttpProblem.Kind.UNREADABLE,
        request.url().encodedPath() + ": reply not understood: " + why);
  }

  private long now() {
    return environment.nanos().getAsLong();
  }

  /** What waits for its turn or runs. */
  private interface Turn {

    Request request();

    /** A reply came, on one of OkHttp's threads. */
    void answered(byte[] body, HttpReply.Transfer transfer) throws IOException;

    /** There is no usable reply, or its turn did not come; on the scheduler's thread. */
    void failed(HttpProblem problem);
  }

  /** A question of continuity. */
  private final class Question implements Turn {

    private final long number;
    private final HttpRequest request;
    private final Lane lane;
    private final long giveUpAt;
    private final boolean isRespelt;

    /**
     * A question.
     *
     * @param giveUpAt when it is given up if its turn has not come, by the feed's ticker
     * @param isRespelt whether it is asked the second time, with its market spelt otherwise
     */
    Question(long number, HttpRequest request, Lane lane, long giveUpAt, boolean isRespelt) {
      this.number = number;
      this.request = request;
      this.lane = lane;
      this.giveUpAt = giveUpAt;
      this.isRespelt = isRespelt;
    }

    Question respelt() {
      return new Question(number, request, lane, giveUpAt, true);
    }

    @Override
    public Request request() {
      return BitstampHttp.this.request(request);
    }

    @Override
    public void answered(byte[] body, HttpReply.Transfer transfer) throws IOException {
      answer(read(request, body, transfer));
    }

    @Override
    public void failed(HttpProblem problem) {
      boolean mayBeRespelt = request instanceof HttpRequest.Orders && !isRespelt;
      if (mayBeRespelt && MARKET_UNKNOWN.contains(problem.code())) {
        respell(this, problem);
      } else {
        answer(problem);
      }
    }

    void answer(HttpProblem problem) {
      answer(
          new HttpReply.Failed(
              problem.kind(), problem.code(), problem.getMessage(), problem.retryAfter()));
    }

    private void answer(HttpReply reply) {
      queue.enqueue(new FeedEvent.Answer(number, environment.micros().getAsLong(), reply));
    }
  }

  /** The question how {@code order_data} may want its markets. */
  private final class MarketNames implements Turn {

    @Override
    public Request request() {
      return new Request.Builder().url(path(base, "markets", "").build()).build();
    }

    @Override
    public void answered(byte[] body, HttpReply.Transfer transfer) throws IOException {
      Map<String, String> names = HttpReplies.markets(body);
      onScheduler(
          () -> {
            marketNames = names;
            taken().forEach(BitstampHttp.this::respell);
          });
    }

    /** Without names the refusals stand, or may be none for long. */
    @Override
    public void failed(HttpProblem problem) {
      taken()
          .forEach(
              (question, refusal) ->
                  question.answer(problem.kind() == HttpProblem.Kind.REFUSED ? refusal : problem));
    }

    private Map<Question, HttpProblem> taken() {
      Map<Question, HttpProblem> taken = new LinkedHashMap<>(misspelt);
      misspelt.clear();
      return taken;
    }
  }
}
