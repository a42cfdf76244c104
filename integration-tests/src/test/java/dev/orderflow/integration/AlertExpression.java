package dev.orderflow.integration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The condition of an alert, judged on two scrapes: the small part of Prometheus' language that the
 * project's alerts keep to. Those are comparisons, series by series, of metrics, quotients of two
 * and increases, joined by {@code or}; and {@code absent}. Anything else is refused.
 *
 * @param text as the rule file has it
 */
record AlertExpression(String text) {

  private static final Pattern ABSENT = Pattern.compile("absent\\((\\w+)\\)");
  private static final Pattern COMPARISON = Pattern.compile("(.+?) (==|>|<) (\\S+)");
  private static final Pattern INCREASE = Pattern.compile("increase\\((.+)\\[\\d+m]\\)");
  private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)(?:\\{(.*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=|!=)\"([^\"]*)\"");

  private static final Map<String, BiPredicate<Double, Double>> COMPARE =
      Map.of(
          "==", (a, b) -> a.doubleValue() == b,
          ">", (a, b) -> a > b,
          "<", (a, b) -> a < b);

  /** Whether it holds for any series, with the time between the scrapes as its range. */
  boolean holds(Scrape before, Scrape now) {
    return Stream.of(text.split("\\s+or\\s+")).anyMatch(part -> partHolds(part, before, now));
  }

  private static boolean partHolds(String part, Scrape before, Scrape now) {
    Matcher absent = ABSENT.matcher(part);
    if (absent.matches()) {
      return !now.names().contains(absent.group(1));
    }
    Matcher comparison = COMPARISON.matcher(part);
    if (!comparison.matches()) {
      throw new IllegalArgumentException("not an expression that the tests understand: " + part);
    }
    Map<Map<String, String>, Double> left = quotient(comparison.group(1), before, now);
    BiPredicate<Double, Double> compare = COMPARE.get(comparison.group(2));
    String right = comparison.group(3);
    if (right.matches("[0-9.]+")) {
      double threshold = Double.parseDouble(right);
      return left.values().stream().anyMatch(value -> compare.test(value, threshold));
    }
    return combine(left, quotient(right, before, now), (a, b) -> compare.test(a, b) ? 1 : 0)
        .containsValue(1.0);
  }

  private static Map<Map<String, String>, Double> quotient(String text, Scrape before, Scrape now) {
    List<String> operands = List.of(text.split(" / "));
    Map<Map<String, String>, Double> value = series(operands.get(0), before, now);
    for (String divisor : operands.subList(1, operands.size())) {
      value = combine(value, series(divisor, before, now), (a, b) -> a / b);
    }
    return value;
  }

  /** What two vectors give where both have a series. */
  private static Map<Map<String, String>, Double> combine(
      Map<Map<String, String>, Double> left,
      Map<Map<String, String>, Double> right,
      DoubleBinaryOperator operator) {
    Map<Map<String, String>, Double> combined = new HashMap<>();
    left.forEach(
        (labels, value) -> {
          if (right.containsKey(labels)) {
            combined.put(labels, operator.applyAsDouble(value, right.get(labels)));
          }
        });
    return combined;
  }

  private static Map<Map<String, String>, Double> series(String text, Scrape before, Scrape now) {
    Matcher increase = INCREASE.matcher(text);
    return increase.matches()
        ? combine(
            select(increase.group(1), now), select(increase.group(1), before), (a, b) -> a - b)
        : select(text, now);
  }

  private static Map<Map<String, String>, Double> select(String text, Scrape scrape) {
    Matcher selector = SELECTOR.matcher(text);
    if (!selector.matches()) {
      throw new IllegalArgumentException("not a selector that the tests understand: " + text);
    }
    String matchers = selector.group(2) == null ? "" : selector.group(2);
    Map<Map<String, String>, Double> selected = new HashMap<>();
    scrape.samples().stream()
        .filter(sample -> sample.name().equals(selector.group(1)))
        .filter(sample -> matches(sample.labels(), matchers))
        .forEach(sample -> selected.put(sample.labels(), sample.value()));
    return selected;
  }

  private static boolean matches(Map<String, String> labels, String matchers) {
    return MATCHER
        .matcher(matchers)
        .results()
        .allMatch(
            match ->
                match.group(2).equals("=")
                    == labels.getOrDefault(match.group(1), "").equals(match.group(3)));
  }
}
