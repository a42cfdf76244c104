package dev.orderflow.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium, looking at one page; what it logs is part of what a test may ask. */
public final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  private static Path find(String... programs) {
    return Stream.of(programs)
        .flatMap(
            program ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                    .map(directory -> Path.of(directory, program)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there is no "
                        + programs[0]
                        + " on PATH, in which the page is looked at: apt-get install chromium"
                        + " chromium-driver, or leave these tests out with BROWSER_TESTS=off"));
  }

  /**
   * Starts one.
   *
   * @param profile a directory for its files, which must not exist yet
   * @throws IllegalStateException where Chromium or its driver is not installed
   */
  public static Browser start(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(find("chromium", "chromium-browser", "google-chrome").toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(find("chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** A window of so many CSS pixels, in light or dark. */
  public void look(int width, int height, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 700));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Goes to an address and waits until the page is loaded. */
  public void open(URI address) {
    driver.get(address.toString());
  }

  /** The visible text of an element, by its id. */
  public String text(String id) {
    return driver.findElement(By.id(id)).getText();
  }

  /** An attribute of an element, by its id; the text {@code null} where it has none. */
  public String attribute(String id, String name) {
    return String.valueOf(driver.findElement(By.id(id)).getDomAttribute(name));
  }

  /** Whether an element can be seen, by its id. */
  public boolean shows(String id) {
    return driver.findElement(By.id(id)).isDisplayed();
  }

  /** The texts of all elements of a selector. */
  public List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream()
        .map(each -> each.getText())
        .toList();
  }

  /** Clicks the first element of a selector. */
  public void click(String selector) {
    driver.findElement(By.cssSelector(selector)).click();
  }

  /** Presses keys on the first element of a selector, which gets the focus. */
  public void press(String selector, CharSequence keys) {
    driver.findElement(By.cssSelector(selector)).sendKeys(keys);
  }

  /** Presses keys while nothing in particular has the focus. */
  public void type(String keys) {
    driver.findElement(By.tagName("body")).sendKeys(keys);
  }

  /** Runs a script in the page and gives what it returns. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs a script that calls its last argument when it is done, within a minute. */
  public Object runAsync(String script, Object... arguments) {
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    return driver.executeAsyncScript(script, arguments);
  }

  /**
   * Pixels of a canvas in the colour that only what is missing has.
   *
   * @param selector of the canvas
   */
  public long hatchedPixels(String selector) {
    return ((Number)
            run(
                """
                const canvas = document.querySelector(arguments[0]);
                const hex = getComputedStyle(document.documentElement).getPropertyValue('--gap').trim();
                const want = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
                const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                let count = 0;
                for (let i = 0; i < data.length; i += 4) {
                  if (data[i + 3] > 200 && want.every((c, n) => Math.abs(data[i + n] - c) < 40)) count++;
                }
                return count;
                """,
                selector))
        .longValue();
  }

  /** What the page holds once everything unused has been collected. */
  public Memory memory() {
    driver.executeCdpCommand("Performance.enable", Map.of());
    driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
    Map<String, Double> metrics = new HashMap<>();
    for (Object each :
        (List<?>) driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics")) {
      Map<?, ?> metric = (Map<?, ?>) each;
      metrics.put((String) metric.get("name"), ((Number) metric.get("value")).doubleValue());
    }
    return new Memory(
        metrics.get("JSHeapUsedSize").longValue(),
        metrics.get("Nodes").longValue(),
        metrics.get("JSEventListeners").longValue());
  }

  /**
   * What a page holds.
   *
   * @param heap bytes of its scripts' objects
   * @param nodes of its documents
   * @param listeners of its events
   */
  public record Memory(long heap, long nodes, long listeners) {}

  /**
   * Waits until an assertion about the page holds; else leaves a picture of what it was.
   *
   * @throws org.awaitility.core.ConditionTimeoutException when it does not hold within 20 s
   */
  public void eventually(Runnable assertion) {
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .ignoreException(StaleElementReferenceException.class)
          .untilAsserted(assertion::run);
    } catch (ConditionTimeoutException failed) {
      failed.addSuppressed(new IllegalStateException("the page then: " + picture()));
      throw failed;
    }
  }

  private String picture() {
    try {
      Path file =
          Files.createTempFile(
              Files.createDirectories(Path.of("target", "screenshots")), "failed-", ".png");
      screenshot(file);
      return file.toAbsolutePath() + "\n" + run("return document.body.innerText");
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Nothing was refused by the content-security policy, and no script failed. */
  public void assertNoErrors() {
    assertThat(
            driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("net::ERR_")))
        .isEmpty();
  }

  /** What the window shows, as a picture. */
  public void screenshot(Path file) throws IOException {
    Map<String, Object> result =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode((String) result.get("data")));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
