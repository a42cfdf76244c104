package dev.orderflow.connect.bitstamp.exchange;

/** A thread that hears the exchange has failed for good; its cause says of what. */
public final class FeedFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  FeedFailure(Throwable cause) {
    super(cause);
  }
}
