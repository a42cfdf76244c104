package dev.orderflow.connect.bitstamp.continuity;

import java.time.Duration;

/**
 * How continuity is to work.
 *
 * @param reorderWait how long a missing order event is awaited from the stream before it is fetched
 * @param mergeWait how long an event is awaited from the other sessions, where there are several
 * @param repairEnabled whether missing events are fetched at all
 * @param repairTimeout how long a repair may go without progress before its gap is declared
 * @param repairMaxAge how far back what an earlier task left is repaired; what is older is declared
 * @param retryInterval wait before a failed call is made again; doubles up to sixteen times
 * @param snapshotsEnabled whether order books are fetched and written
 * @param snapshotInterval time between snapshots besides those after a start or a gap; zero for
 *     none
 * @param tradeAuditInterval time between comparisons of written trades with the exchange's list;
 *     zero for none
 * @param witnessWait how long an order's fill may be without its trade before the list is asked
 *     for; zero for ever
 * @param dataTimeout a channel that is silent for so long is asked about
 * @param maxHeld most frames held back while something is awaited, in all channels together
 * @param maxHeldBytes most bytes of their text
 */
public record ContinuitySettings(
    Duration reorderWait,
    Duration mergeWait,
    boolean repairEnabled,
    Duration repairTimeout,
    Duration repairMaxAge,
    Duration retryInterval,
    boolean snapshotsEnabled,
    Duration snapshotInterval,
    Duration tradeAuditInterval,
    Duration witnessWait,
    Duration dataTimeout,
    int maxHeld,
    long maxHeldBytes) {

  /** What is said of events that are not repaired because they are older than that. */
  static final String TOO_OLD = "the events are older than repair.max.age.ms";

  /** The same without order books. */
  ContinuitySettings withoutSnapshots() {
    return new ContinuitySettings(
        reorderWait,
        mergeWait,
        repairEnabled,
        repairTimeout,
        repairMaxAge,
        retryInterval,
        false,
        Duration.ZERO,
        tradeAuditInterval,
        witnessWait,
        dataTimeout,
        maxHeld,
        maxHeldBytes);
  }
}
