package dev.orderflow.connect.bitstamp;

import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.CONNECTIONS;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.HTTP_RETRY;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.HTTP_TIMEOUT;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.MERGE_WAIT;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.PROOF_INTERVAL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.REORDER_WAIT;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.REPAIR_ENABLED;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.REPAIR_MAX_AGE;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.REPAIR_TIMEOUT;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.SNAPSHOTS_ENABLED;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.SNAPSHOT_INTERVAL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.SNAPSHOT_PART_BYTES;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.TRADE_AUDIT_INTERVAL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.WITNESS_WAIT;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The options of the group "Continuity": how gaps are noticed, repaired and declared. */
final class ContinuityOptions {

  private static final long DAY = Duration.ofDays(1).toMillis();

  private ContinuityOptions() {}

  static void declare(Options options) {
    options.group("Continuity");
    options.whole(
        CONNECTIONS,
        1,
        1,
        4,
        Importance.MEDIUM,
        "Connections",
        "Sockets kept open at the same time, merged into one stream. With 2, one may drop, stall or"
            + " lose frames and the topic shows nothing of it.");
    options.flag(
        REPAIR_ENABLED,
        Importance.MEDIUM,
        "Repair",
        "Whether missing orders and trades are fetched over HTTP. When false every gap is only"
            + " declared.");
    options
        .millis(
            REPAIR_TIMEOUT,
            60_000,
            100,
            3_600_000,
            Importance.LOW,
            "Repair timeout",
            "How long a repair may go without progress before its gap is declared.")
        .shownWhen(REPAIR_ENABLED, true);
    options
        .millis(
            REPAIR_MAX_AGE,
            DAY,
            Duration.ofMinutes(1).toMillis(),
            Duration.ofDays(30).toMillis(),
            Importance.MEDIUM,
            "Repair max age",
            "How far back a restart repairs what was missed, by the exchange's time. What is older is"
                + " declared missing at once. A day is as far as the exchange's list of trades"
                + " reaches; how far its order events do is not known.")
        .shownWhen(REPAIR_ENABLED, true);
    options.millis(
        HTTP_TIMEOUT,
        5_000,
        100,
        60_000,
        Importance.LOW,
        "HTTP timeout",
        "Longest time one HTTP call may take in all.");
    options.millis(
        HTTP_RETRY,
        500,
        10,
        60_000,
        Importance.LOW,
        "HTTP retry wait",
        "Wait before a failed HTTP call is made again; it doubles with each failure, up to sixteen"
            + " times.");
    options
        .millis(
            REORDER_WAIT,
            50,
            0,
            5_000,
            Importance.LOW,
            "Reorder wait",
            "How long a missing order event is awaited from the stream before it is fetched.")
        .shownWhen(REPAIR_ENABLED, true);
    options.millis(
        MERGE_WAIT,
        250,
        0,
        5_000,
        Importance.LOW,
        "Merge wait",
        "With several connections: how long an event is awaited from the others. It is the most"
            + " latency that merging adds.");
    options.flag(
        SNAPSHOTS_ENABLED,
        Importance.MEDIUM,
        "Snapshots",
        "Whether the whole order book is fetched and written (orderflow:snapshot) after a start and"
            + " after a gap, on live_orders and diff_order_book.");
    options
        .millis(
            SNAPSHOT_INTERVAL,
            0,
            0,
            DAY,
            Importance.MEDIUM,
            "Snapshot interval",
            "Time between further snapshots, about 400 KB each on btcusd. 0 writes none.")
        .shownWhen(SNAPSHOTS_ENABLED, true);
    options
        .whole(
            SNAPSHOT_PART_BYTES,
            250_000,
            1_000,
            100_000_000,
            Importance.LOW,
            "Snapshot part, bytes",
            "Most bytes of a snapshot in one record; a larger book is several. Kafka refuses records"
                + " above the producer's max.request.size and the topic's max.message.bytes.")
        .shownWhen(SNAPSHOTS_ENABLED, true);
    options
        .millis(
            TRADE_AUDIT_INTERVAL,
            30_000,
            0,
            3_600_000,
            Importance.MEDIUM,
            "Trade audit interval",
            "Time between comparisons of the written trades with the exchange's list, which finds trades"
                + " lost inside a session. 0 compares only after a subscription and when many trades"
                + " wait to be proven.")
        .shownWhen(REPAIR_ENABLED, true);
    options.millis(
        PROOF_INTERVAL,
        1_000,
        0,
        3_600_000,
        Importance.LOW,
        "Proof interval",
        "Least time between two records of a channel that say from where to where all of its orders or"
            + " trades are known to be in the topic (orderflow:proof). 0 writes none.");
    options
        .millis(
            WITNESS_WAIT,
            5_000,
            0,
            60_000,
            Importance.LOW,
            "Witness wait",
            "Where live_orders and live_trades of a market are both subscribed: how long a fill that"
                + " the orders show may be without its trade before the list of trades is asked for."
                + " 0 never asks for that reason.")
        .shownWhen(REPAIR_ENABLED, true);
  }
}
