package dev.orderflow.connect.bitstamp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Collects option declarations into a {@link ConfigDef}, numbering them within their groups. */
final class Options {

  private final List<Declared> declared = new ArrayList<>();
  private String group = "";
  private int order;

  /** Starts a group; options added from here on belong to it. */
  void group(String name) {
    group = name;
    order = 0;
  }

  Declared add(
      String name,
      Type type,
      Object defaultValue,
      Validator validator,
      Importance importance,
      Width width,
      String displayName,
      String documentation) {
    Declared option =
        new Declared(
            name,
            type,
            defaultValue,
            validator,
            importance,
            width,
            displayName,
            documentation,
            group,
            ++order);
    declared.add(option);
    return option;
  }

  Declared millis(
      String name,
      long defaultValue,
      long min,
      long max,
      Importance importance,
      String displayName,
      String documentation) {
    return add(
        name,
        Type.LONG,
        defaultValue,
        Range.between(min, max),
        importance,
        Width.SHORT,
        displayName,
        documentation);
  }

  /** An option that is one of a few words. */
  Declared choice(
      String name,
      String defaultValue,
      List<String> choices,
      Importance importance,
      String displayName,
      String documentation) {
    return add(
            name,
            Type.STRING,
            defaultValue,
            ValidString.in(choices.toArray(String[]::new)),
            importance,
            Width.SHORT,
            displayName,
            documentation)
        .recommending(choices);
  }

  ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    for (Declared option : declared) {
      definition.define(
          option.name,
          option.type,
          option.defaultValue,
          option.validator,
          option.importance,
          option.documentation,
          option.group,
          option.orderInGroup,
          option.width,
          option.displayName,
          dependentsOf(option.name),
          option.recommendation);
    }
    return definition;
  }

  private List<String> dependentsOf(String name) {
    return declared.stream()
        .filter(option -> option.recommendation.dependsOn().filter(name::equals).isPresent())
        .map(option -> option.name)
        .toList();
  }

  /** An option that has been declared; what follows completes it. */
  static final class Declared {

    private final String name;
    private final Type type;
    private final Object defaultValue;
    private final Validator validator;
    private final Importance importance;
    private final Width width;
    private final String displayName;
    private final String documentation;
    private final String group;
    private final int orderInGroup;
    private Recommendation recommendation = Recommendation.NONE;

    private Declared(
        String name,
        Type type,
        Object defaultValue,
        Validator validator,
        Importance importance,
        Width width,
        String displayName,
        String documentation,
        String group,
        int orderInGroup) {
      this.name = name;
      this.type = type;
      this.defaultValue = defaultValue;
      this.validator = validator;
      this.importance = importance;
      this.width = width;
      this.displayName = displayName;
      this.documentation = documentation;
      this.group = group;
      this.orderInGroup = orderInGroup;
    }

    /** Values that forms offer. */
    Declared recommending(List<String> values) {
      recommendation = recommendation.offering(values);
      return this;
    }

    /** Shows the option in forms only where another one has a value, as it has no effect else. */
    Declared shownWhen(String other, Object value) {
      recommendation = recommendation.onlyWhen(other, value);
      return this;
    }
  }

  /** What forms offer for an option, and whether they show it. */
  private record Recommendation(List<Object> values, Optional<String> dependsOn, Object needed)
      implements ConfigDef.Recommender {

    static final Recommendation NONE = new Recommendation(List.of(), Optional.empty(), "");

    Recommendation offering(List<String> offered) {
      return new Recommendation(List.copyOf(offered), dependsOn, needed);
    }

    Recommendation onlyWhen(String other, Object value) {
      return new Recommendation(values, Optional.of(other), value);
    }

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsed) {
      return values;
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsed) {
      return dependsOn.isEmpty() || needed.equals(parsed.get(dependsOn.get()));
    }
  }
}
