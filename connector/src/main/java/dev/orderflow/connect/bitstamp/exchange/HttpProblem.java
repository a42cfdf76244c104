package dev.orderflow.connect.bitstamp.exchange;

/** An HTTP call to the venue that gave no usable answer. */
public final class HttpProblem extends Exception {

  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** What to do about it. */
  public enum Kind {
    /** Asked too often: wait longer. */
    THROTTLED,
    /** Not reachable, or broken for the moment: try again. */
    UNAVAILABLE,
    /** Understood and refused, such as a range without history: trying again gives the same. */
    REFUSED,
    /** Answered with something that cannot be understood. */
    UNREADABLE
  }

  /**
   * A problem.
   *
   * @param kind what to do about it
   * @param message what happened, naming the path and never the query
   */
  public HttpProblem(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What to do about it. */
  public Kind kind() {
    return kind;
  }

  /** Whether the same call may work later. */
  public boolean isPassing() {
    return kind == Kind.THROTTLED || kind == Kind.UNAVAILABLE;
  }
}
