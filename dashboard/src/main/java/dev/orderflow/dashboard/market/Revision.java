package dev.orderflow.dashboard.market;

/**
 * Counts the rounds in which state changed, so that a reader who saw one round can be given what
 * changed since. Owned by the thread that reads the topics.
 */
public final class Revision {

  private long current = 1;

  /**
   * The round that changes belong to now.
   *
   * @return at least 1; 0 is the round of a reader who has seen nothing
   */
  public long current() {
    return current;
  }

  /** Begins the next round: what was seen so far is told apart from what comes now. */
  public void advance() {
    current++;
  }
}
