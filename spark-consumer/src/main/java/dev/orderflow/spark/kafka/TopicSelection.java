package dev.orderflow.spark.kafka;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which topics a source reads. Spark looks for new partitions, and for new topics that match, at
 * the start of each batch.
 */
public sealed interface TopicSelection {

  /** The option of Spark's Kafka source that selects so. */
  String sparkOption();

  /** The value of that option. */
  String sparkValue();

  /**
   * Topics by name.
   *
   * @param names at least one
   */
  record Named(List<String> names) implements TopicSelection {

    /** Copies the names, so that a selection never changes. */
    public Named {
      names = List.copyOf(names);
    }

    @Override
    public String sparkOption() {
      return "subscribe";
    }

    @Override
    public String sparkValue() {
      return String.join(",", names);
    }
  }

  /**
   * All topics whose whole name matches, those too that are created later.
   *
   * @param pattern a regular expression
   */
  record Matching(Pattern pattern) implements TopicSelection {
    @Override
    public String sparkOption() {
      return "subscribePattern";
    }

    /** Spark would be content with a part of the name. */
    @Override
    public String sparkValue() {
      return "^(?:" + pattern.pattern() + ")$";
    }
  }
}
