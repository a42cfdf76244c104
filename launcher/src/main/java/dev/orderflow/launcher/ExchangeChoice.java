package dev.orderflow.launcher;

import dev.orderflow.launcher.process.StepFailure;
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
   * @param probe tries that address; empty when it answered, else why not
   * @return which exchange, and why
   * @throws StepFailure when only Bitstamp will do and it does not answer
   * @throws InterruptedException on a stop signal
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

  /** Tries an address. */
  @FunctionalInterface
  interface Probe {

    /**
     * Tries an address.
     *
     * @param url the address
     * @return empty when it answers, else why not
     * @throws InterruptedException on a stop signal
     */
    Optional<String> failure(String url) throws InterruptedException;
  }
}
