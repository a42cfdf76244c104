package dev.orderflow.launcher;

import java.util.Locale;
import java.util.Optional;

/** The option {@code --exchange}: which exchange to take the stream from. */
enum ExchangeChoice {
  /** Bitstamp when it answers, else the simulator. */
  AUTO,
  /** Bitstamp or nothing. */
  LIVE,
  /** The simulator. */
  SIMULATED;

  /**
   * What was decided.
   *
   * @param live whether it is Bitstamp
   * @param why one line for the user
   */
  record Decision(boolean live, String why) {}

  /**
   * Decides.
   *
   * @param url where Bitstamp streams
   * @param probe tries that address
   * @throws StepFailure when only Bitstamp will do and it does not answer
   */
  Decision decide(String url, Probe probe) throws InterruptedException {
    if (this == SIMULATED) {
      return new Decision(false, "exchange: simulated, as asked");
    }
    Optional<String> failure = probe.failure(url);
    if (failure.isEmpty()) {
      return new Decision(true, "exchange: live, " + url + " answers");
    }
    String reason = url + " does not answer (" + failure.get() + ")";
    if (this == LIVE) {
      throw new StepFailure(
          reason + ", and --exchange live allows nothing else; try --exchange simulated");
    }
    return new Decision(false, "exchange: simulated, because " + reason);
  }

  /** Tries an address: empty when it answers, else why not. */
  @FunctionalInterface
  interface Probe {
    Optional<String> failure(String url) throws InterruptedException;
  }

  /** The word on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
