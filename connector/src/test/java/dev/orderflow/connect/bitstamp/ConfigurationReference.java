package dev.orderflow.connect.bitstamp;

import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Writes the configuration reference from the one declaration of the options. */
final class ConfigurationReference {

  private ConfigurationReference() {}

  static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("# Options of the Bitstamp source connector\n\n");
    page.append("Generated from the connector's own declaration; a test fails when it drifts.\n");
    String group = "";
    for (ConfigKey key : keys()) {
      if (!key.group.equals(group)) {
        group = key.group;
        page.append("\n## ").append(group).append("\n\n");
        page.append("| option | type | default | valid | importance | what it does |\n");
        page.append("|---|---|---|---|---|---|\n");
      }
      page.append(
          String.format(
              "| `%s` | %s | `%s` | %s | %s | %s |%n",
              key.name,
              key.type.name().toLowerCase(java.util.Locale.ROOT),
              defaultOf(key),
              key.validator == null ? "" : key.validator.toString().replace("|", "\\|"),
              key.importance.name().toLowerCase(java.util.Locale.ROOT),
              key.documentation));
    }
    return page.toString();
  }

  private static String defaultOf(ConfigKey key) {
    return key.defaultValue instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(key.defaultValue);
  }

  private static List<ConfigKey> keys() {
    List<String> groups = BitstampSourceConfig.DEFINITION.groups();
    return BitstampSourceConfig.DEFINITION.configKeys().values().stream()
        .sorted(
            Comparator.comparingInt((ConfigKey key) -> groups.indexOf(key.group))
                .thenComparingInt(key -> key.orderInGroup))
        .toList();
  }
}
