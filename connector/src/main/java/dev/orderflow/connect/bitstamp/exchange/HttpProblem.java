package dev.orderflow.connect.bitstamp.exchange;

import java.time.Duration;

/** An HTTP call to the venue that gave no usable answer. */
public final class HttpProblem extends Exception {

  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final String code;
  private final Duration retryAfter;

  /** What to do about it. */
  public enum Kind {
    /** Asked too often: wait longer. */
    THROTTLED,
    /** Not reachable, or broken for the moment: try again. */
    UNAVAILABLE,
    /** No answer in time: try again. */
    TIMEOUT,
    /** Understood and refused, such as a range without history: trying again gives the same. */
    REFUSED,
    /** Answered with something that cannot be understood. */
    UNREADABLE
  }

  /**
   * A problem of which the venue says nothing more.
   *
   * @param kind what to do about it
   * @param message what happened, naming the path and never the query
   */
  public HttpProblem(Kind kind, String message) {
    this(kind, "", message, Duration.ZERO);
  }

  /**
   * A problem.
   *
   * @param kind what to do about it
   * @param code the venue's code, such as {@code 404.008}; empty when it gave none
   * @param message what happened, naming the path and never the query
   * @param retryAfter how long the venue wants not to be asked; zero when it does not say
   */
  public HttpProblem(Kind kind, String code, String message, Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** The venue's code, such as {@code 404.008}; empty when it gave none. */
  public String code() {
    return code;
  }

  /** How long the venue wants not to be asked; zero when it does not say. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** What to do about it. */
  public Kind kind() {
    return kind;
  }
}
