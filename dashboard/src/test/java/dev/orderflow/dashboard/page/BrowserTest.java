package dev.orderflow.dashboard.page;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every test has that looks at the page in a real browser: one for all tests of its class, in
 * which nothing may fail. It fails where there is no browser, and says how to get one.
 */
@Tag("full")
@DisabledIfEnvironmentVariable(
    named = "BROWSER_TESTS",
    matches = "off",
    disabledReason =
        "BROWSER_TESTS is off, so the page was not looked at in a browser;"
            + " install chromium and chromium-driver and unset it")
public abstract class BrowserTest {

  /** For the files of a class's tests. */
  @TempDir protected static Path directory;

  /** The browser, in a window of a desktop's size. */
  protected static Browser browser;

  @BeforeAll
  static void openBrowser() {
    browser = Browser.start(directory.resolve("profile"));
    browser.look(1440, 900, false);
  }

  @AfterEach
  void nothingFailedInThePage() {
    browser.assertNoErrors();
  }

  @AfterAll
  static void closeBrowser() {
    Optional.ofNullable(browser).ifPresent(Browser::close);
  }
}
