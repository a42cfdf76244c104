package dev.orderflow.integration.continuity;

import java.util.List;

/**
 * How a channel in the topic compares with what the exchange published on it.
 *
 * @param published events that the exchange published from the first one written on
 * @param written events of them in the topic
 * @param proofs records that say that all of a range is in the topic
 * @param repairedGaps gaps declared of which everything was written
 * @param repairedEvents events written that came over HTTP
 * @param unrepairedGaps gaps declared of which something is missing
 * @param declaredMissing events that are missing inside of declared gaps
 * @param undetectable frames of book channels that a session lost while it went on, which no reader
 *     of it can know
 * @param undeclaredLosses events that are missing anywhere else
 * @param duplicates events written more than once
 * @param sentLate trades and book frames that a session delivered behind newer ones, written as
 *     they came
 * @param misplaced events written out of order without a record that says so
 * @param altered events that differ from what the exchange published, or that it never published
 * @param newPredecessors order events whose predecessor alone differs, as a restarted chain has it
 * @param snapshots books written
 * @param books books rebuilt from a snapshot, and book frames, compared with the exchange's, equal
 *     in every order
 * @param gaps the first of the gap records
 * @param problems examples of what is wrong
 */
public record ChannelFigures(
    long published,
    long written,
    long proofs,
    long repairedGaps,
    long repairedEvents,
    long unrepairedGaps,
    long declaredMissing,
    long undetectable,
    long undeclaredLosses,
    long duplicates,
    long sentLate,
    long misplaced,
    long altered,
    long newPredecessors,
    long snapshots,
    long books,
    List<String> gaps,
    List<String> problems) {

  /** Whether nothing was lost silently, nothing doubled, misplaced or altered, no book wrong. */
  public boolean holds() {
    return undeclaredLosses == 0
        && duplicates == 0
        && misplaced == 0
        && altered == 0
        && problems.isEmpty();
  }
}
