package dev.orderflow.dashboard;

import dev.orderflow.dashboard.browser.Browser;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A page for the tests of a class, in which nothing may fail. */
abstract class PageFixture {

  @TempDir static Path directory;
  static OpenPage page;
  static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    page = OpenPage.start(directory);
    browser = page.browser();
  }

  @AfterAll
  static void stop() {
    Optional.ofNullable(page).ifPresent(OpenPage::close);
  }

  @AfterEach
  void nothingFailedInThePage() {
    browser.assertNoErrors();
  }
}
