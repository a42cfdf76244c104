package dev.orderflow.connect.bitstamp;

import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.BACKOFF_INITIAL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.BACKOFF_MAX;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.CONNECT_TIMEOUT;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.DATA_TIMEOUT;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.FAIL_AFTER;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.HEARTBEAT_INTERVAL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.HEARTBEAT_TIMEOUT;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.HTTP_URL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.MAX_AGE;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.PING_INTERVAL;
import static dev.orderflow.connect.bitstamp.BitstampSourceConfig.WEBSOCKET_URL;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The options of the group "Connection": where the exchange is, and when a connection counts as
 * lost.
 */
final class ConnectionOptions {

  private static final long DAY = Duration.ofDays(1).toMillis();

  private ConnectionOptions() {}

  static void declare(Options options) {
    options.group("Connection");
    options.text(
        WEBSOCKET_URL,
        "wss://ws.bitstamp.net",
        OptionValidators.url("ws", "wss"),
        Importance.MEDIUM,
        "WebSocket URL",
        "Where the exchange's WebSocket API v2 is.");
    options.text(
        HTTP_URL,
        "https://www.bitstamp.net",
        OptionValidators.url("http", "https"),
        Importance.MEDIUM,
        "HTTP URL",
        "Where the exchange's HTTP API v2 is.");
    options.millis(
        CONNECT_TIMEOUT,
        10_000,
        100,
        60_000,
        Importance.LOW,
        "Connect timeout",
        "Longest wait for a connection, and once more for all subscriptions to be acknowledged.");
    options.millis(
        PING_INTERVAL,
        15_000,
        500,
        60_000,
        Importance.LOW,
        "Ping interval",
        "Time between WebSocket pings. An unanswered ping ends the session.");
    options.millis(
        HEARTBEAT_INTERVAL,
        15_000,
        100,
        60_000,
        Importance.LOW,
        "Heartbeat interval",
        "Time between the exchange's own heartbeat messages (bts:heartbeat).");
    options.millis(
        HEARTBEAT_TIMEOUT,
        10_000,
        100,
        60_000,
        Importance.LOW,
        "Heartbeat timeout",
        "Longest wait for the answer to a heartbeat before connecting anew.");
    options.millis(
        DATA_TIMEOUT,
        120_000,
        500,
        DAY,
        Importance.MEDIUM,
        "Data timeout",
        "Open another session beside one that has carried no data for so long, or none on a channel"
            + " of which other channels of its market show that it has some, and let it take over."
            + " Markets can be quiet for minutes: raise it when all markets of the connector are.");
    options.millis(
        MAX_AGE,
        85 * DAY,
        1_000,
        89 * DAY,
        Importance.LOW,
        "Connection age limit",
        "Age at which a session is replaced, the new one first. The exchange ends sessions at 90"
            + " days.");
    options.millis(
        BACKOFF_INITIAL,
        250,
        10,
        60_000,
        Importance.LOW,
        "First reconnect wait",
        "Longest wait before the first attempt to connect again; it doubles with each attempt. The"
            + " actual wait is a random time between half of it and all of it.");
    options.millis(
        BACKOFF_MAX,
        30_000,
        10,
        600_000,
        Importance.LOW,
        "Longest reconnect wait",
        "Cap of the wait between attempts to connect.");
    options.millis(
        FAIL_AFTER,
        600_000,
        -1,
        30 * DAY,
        Importance.MEDIUM,
        "Fail after",
        "Fail the task when there was no sign of life for so long, with the cause, instead of staying"
            + " RUNNING and dead: no frame, and no answer to a heartbeat on a session with every"
            + " channel acknowledged. A quiet market is alive. A maintenance of which the exchange"
            + " told, by asking for a reconnect or answering HTTP 500 and above, is excused for an"
            + " hour. -1 never fails it.");
  }
}
