package dev.orderflow.connect.bitstamp;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Collects option declarations into a {@link ConfigDef}, numbering them within their groups. */
final class Options {

  private final ConfigDef definition = new ConfigDef();
  private String group = "";
  private int order;

  /** Starts a group; options added from here on belong to it. */
  void group(String name) {
    group = name;
    order = 0;
  }

  void add(
      String name,
      Type type,
      Object defaultValue,
      Validator validator,
      Importance importance,
      Width width,
      String displayName,
      String documentation) {
    definition.define(
        name,
        type,
        defaultValue,
        validator,
        importance,
        documentation,
        group,
        ++order,
        width,
        displayName);
  }

  void millis(
      String name,
      long defaultValue,
      long min,
      long max,
      Importance importance,
      String displayName,
      String documentation) {
    add(
        name,
        Type.LONG,
        defaultValue,
        Range.between(min, max),
        importance,
        Width.SHORT,
        displayName,
        documentation);
  }

  ConfigDef definition() {
    return definition;
  }
}
