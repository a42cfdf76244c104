package dev.orderflow.connect.bitstamp;

import java.util.ArrayList;
import java.util.HashMap;
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
  private final Map<String, Recommendation> recommendations = new HashMap<>();
  private String group = "";
  private int order;

  /** Starts a group; options added from here on belong to it. */
  void group(String name) {
    group = name;
    order = 0;
  }

  Completion add(
      String name,
      Type type,
      Object defaultValue,
      Validator validator,
      Importance importance,
      Width width,
      String displayName,
      String documentation) {
    declared.add(
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
            ++order));
    return new Completion(name);
  }

  /** A whole number in a range; of type LONG where its default is. */
  Completion whole(
      String name,
      Number defaultValue,
      Number min,
      Number max,
      Importance importance,
      String displayName,
      String documentation) {
    return add(
        name,
        defaultValue instanceof Long ? Type.LONG : Type.INT,
        defaultValue,
        Range.between(min, max),
        importance,
        Width.SHORT,
        displayName,
        documentation);
  }

  Completion millis(
      String name,
      long defaultValue,
      long min,
      long max,
      Importance importance,
      String displayName,
      String documentation) {
    return whole(name, defaultValue, min, max, importance, displayName, documentation);
  }

  /** An option that is on unless it is turned off. */
  Completion flag(String name, Importance importance, String displayName, String documentation) {
    return add(
        name,
        Type.BOOLEAN,
        true,
        OptionValidators.any("true or false"),
        importance,
        Width.SHORT,
        displayName,
        documentation);
  }

  Completion text(
      String name,
      String defaultValue,
      Validator validator,
      Importance importance,
      String displayName,
      String documentation) {
    return add(
        name,
        Type.STRING,
        defaultValue,
        validator,
        importance,
        Width.LONG,
        displayName,
        documentation);
  }

  /** An option that is one of a few words. */
  Completion choice(
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
          recommendation(option.name));
    }
    return definition;
  }

  private List<String> dependentsOf(String name) {
    return declared.stream()
        .filter(option -> recommendation(option.name).dependsOn().filter(name::equals).isPresent())
        .map(option -> option.name)
        .toList();
  }

  private Recommendation recommendation(String option) {
    return recommendations.getOrDefault(option, Recommendation.NONE);
  }

  private record Declared(
      String name,
      Type type,
      Object defaultValue,
      Validator validator,
      Importance importance,
      Width width,
      String displayName,
      String documentation,
      String group,
      int orderInGroup) {}

  /** What may be said of an option that has been declared. */
  final class Completion {

    private final String option;

    private Completion(String option) {
      this.option = option;
    }

    /** Values that forms offer. */
    Completion recommending(List<String> values) {
      recommendations.put(option, recommendation(option).offering(values));
      return this;
    }

    /** Shows the option in forms only where another one has a value, as it has no effect else. */
    Completion shownWhen(String other, Object value) {
      recommendations.put(option, recommendation(option).onlyWhen(other, value));
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
