package dev.orderflow.connect.bitstamp;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Finds options that nobody knows and that look like ours.
 *
 * <p>Others are left alone: Connect and its plugins have options of their own, and read some that
 * this connector cannot know of.
 */
final class MisspeltOptions {

  /** Connect's own options for a source connector begin so. */
  private static final List<String> OF_CONNECT =
      List.of(
          "name",
          "connector.",
          "tasks.max",
          "key.converter",
          "value.converter",
          "header.converter",
          "transforms",
          "predicates",
          "errors.",
          "topic.creation.",
          "config.action.reload",
          "exactly.once.support",
          "transaction.boundary",
          "offsets.storage.topic",
          "producer.override.",
          "admin.override.",
          "consumer.override.");

  private MisspeltOptions() {}

  /** One value with an error for each such name. */
  static List<ConfigValue> in(Collection<String> names) {
    Set<String> ours = BitstampSourceConfig.DEFINITION.names();
    return names.stream()
        .filter(name -> !ours.contains(name))
        .filter(name -> OF_CONNECT.stream().noneMatch(name::startsWith))
        .filter(name -> !BitstampSourceConfig.OF_TASKS.contains(name))
        .sorted()
        .flatMap(name -> LikelyName.of(name, ours).stream().map(likely -> misspelt(name, likely)))
        .toList();
  }

  private static ConfigValue misspelt(String name, String likely) {
    String message = name + ": is no option of this connector; did you mean " + likely + "?";
    return new ConfigValue(name, null, List.of(likely), Stream.of(message).toList());
  }
}
