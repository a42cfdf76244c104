package dev.orderflow.connect.bitstamp.continuity;

import dev.orderflow.connect.bitstamp.exchange.HttpProblem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * One question to the exchange's history, asked again while its failures are passing ones.
 *
 * <p>Polled by the task thread; never blocks. Time is in nanoseconds of the caller's ticker.
 */
final class Call<T> {

  private static final int MAX_DOUBLINGS = 4;

  private final Supplier<CompletableFuture<T>> question;
  private final long retryNanos;
  private final long giveUpAt;

  private Optional<CompletableFuture<T>> pending = Optional.empty();
  private long askAgainAt;
  private int failures;
  private String problem = "";
  private Duration retryAfter = Duration.ZERO;
  private boolean givenUp;

  Call(Supplier<CompletableFuture<T>> question, Duration retry, Duration timeout, long now) {
    this.question = question;
    retryNanos = retry.toNanos();
    giveUpAt = now + timeout.toNanos();
    askAgainAt = now;
  }

  /** The answer, once; empty while there is none. */
  Optional<T> poll(long now) {
    if (givenUp) {
      return Optional.empty();
    }
    if (pending.isEmpty()) {
      if (now - giveUpAt >= 0) {
        givenUp = true;
        problem = problem.isEmpty() ? "no answer in time" : problem;
      } else if (now - askAgainAt >= 0) {
        pending = Optional.of(question.get());
      }
    }
    return pending.filter(CompletableFuture::isDone).flatMap(done -> answer(done, now));
  }

  /** Whether no answer will come. */
  boolean hasFailed() {
    return givenUp;
  }

  /** Why it failed, or last failed; empty when it did not. */
  String problem() {
    return problem;
  }

  /** The wait that the exchange asked for when it failed last; zero when it did not. */
  Duration retryAfter() {
    return retryAfter;
  }

  private Optional<T> answer(CompletableFuture<T> done, long now) {
    pending = Optional.empty();
    try {
      return Optional.of(done.join());
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      problem = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      givenUp = !(cause instanceof HttpProblem http && http.isPassing());
      retryAfter = cause instanceof HttpProblem http ? http.retryAfter() : Duration.ZERO;
      askAgainAt =
          now + Math.max(retryAfter.toNanos(), retryNanos << Math.min(failures, MAX_DOUBLINGS));
      failures++;
      return Optional.empty();
    }
  }
}
