package dev.orderflow.connect.bitstamp;

import dev.orderflow.connect.bitstamp.exchange.FeedSettings;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Checks that concern several options at once; each error is put on the option that the user should
 * change. Runs only when every option by itself is right.
 */
final class ConfigRules {

  private static final String TASKS_MAX = "tasks.max";

  private static final String EXACTLY_ONCE = "exactly.once.support";

  private ConfigRules() {}

  static void check(BitstampSourceConfig config, Map<String, ConfigValue> values) {
    notAbove(
        config, values, BitstampSourceConfig.BACKOFF_INITIAL, BitstampSourceConfig.BACKOFF_MAX);
    notAbove(
        config, values, BitstampSourceConfig.HEARTBEAT_TIMEOUT, BitstampSourceConfig.DATA_TIMEOUT);
    if (config.failAfter().isPresent()) {
      notAbove(config, values, BitstampSourceConfig.DATA_TIMEOUT, BitstampSourceConfig.FAIL_AFTER);
    }
    if (config.batchRecords() > config.bufferFrames()) {
      values
          .get(BitstampSourceConfig.BATCH_RECORDS)
          .addErrorMessage(
              BitstampSourceConfig.BATCH_RECORDS
                  + ": must not be above "
                  + BitstampSourceConfig.BUFFER_FRAMES
                  + " ("
                  + config.bufferFrames()
                  + ")");
    }
    if (config.originalsStrings().getOrDefault(EXACTLY_ONCE, "").equalsIgnoreCase("required")
        && !config.resumesExactly()) {
      values
          .get(BitstampSourceConfig.CHANNELS)
          .addErrorMessage(
              BitstampSourceConfig.CHANNELS
                  + ": exactly once is possible for live_orders and live_trades alone, with "
                  + BitstampSourceConfig.REPAIR_ENABLED
                  + "=true; the exchange keeps no history of its book channels");
    }
    int needed =
        (config.channels().size() + FeedSettings.MAX_CHANNELS - 1) / FeedSettings.MAX_CHANNELS;
    int allowed = Integer.parseInt(config.originalsStrings().getOrDefault(TASKS_MAX, "1"));
    if (needed > allowed) {
      values
          .get(BitstampSourceConfig.MARKETS)
          .addErrorMessage(
              BitstampSourceConfig.MARKETS
                  + ": "
                  + config.channels().size()
                  + " channels need "
                  + TASKS_MAX
                  + " of at least "
                  + needed
                  + ", because the exchange allows "
                  + FeedSettings.MAX_CHANNELS
                  + " channels a connection");
    }
  }

  private static void notAbove(
      BitstampSourceConfig config, Map<String, ConfigValue> values, String lower, String upper) {
    if (config.getLong(lower) > config.getLong(upper)) {
      values
          .get(lower)
          .addErrorMessage(
              lower + ": must not be above " + upper + " (" + config.getLong(upper) + ")");
    }
  }
}
