package dev.orderflow.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an exporter answered once, in Prometheus' text format.
 *
 * @param samples every line that is no comment
 */
record Scrape(List<Sample> samples) {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: \\d+)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /**
   * One value.
   *
   * @param name of the metric
   * @param labels of the series
   * @param value which may be no number
   */
  record Sample(String name, Map<String, String> labels, double value) {

    static Sample parse(String line) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new IllegalArgumentException("not a sample: " + line);
      }
      Map<String, String> labels = new TreeMap<>();
      if (sample.group(2) != null) {
        LABEL.matcher(sample.group(2)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
      }
      return new Sample(sample.group(1), labels, number(sample.group(3)));
    }

    private static double number(String text) {
      return text.endsWith("Inf")
          ? (text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
          : Double.parseDouble(text);
    }
  }

  /** Asks an exporter, such as {@code http://127.0.0.1:9404/metrics}. */
  static Scrape of(String url) {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build(),
                  HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(url + " gave " + response.statusCode());
      }
      return parse(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static Scrape parse(String text) {
    return new Scrape(
        text.lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Sample::parse)
            .toList());
  }

  /** The names of all metrics. */
  Set<String> names() {
    return samples.stream().map(Sample::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The samples of one connector. */
  Scrape of(Predicate<String> connector) {
    return new Scrape(
        samples.stream()
            .filter(sample -> connector.test(sample.labels().getOrDefault("connector", "")))
            .toList());
  }

  /** The one value of a metric that has that connector; not a number when there is none. */
  double value(String name, String connector) {
    return samples.stream()
        .filter(s -> s.name().equals(name) && connector.equals(s.labels().get("connector")))
        .mapToDouble(Sample::value)
        .findFirst()
        .orElse(Double.NaN);
  }
}
