package dev.orderflow.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the tests of the page's modules, which are written in JavaScript: each file on its own. */
class PageScriptsTest {

  private final List<PageScripts> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(PageScripts::close);
  }

  @TestFactory
  List<DynamicContainer> modules() throws IOException {
    try (Stream<String> files =
        Files.list(PageScripts.tests()).map(each -> each.getFileName().toString())) {
      List<DynamicContainer> modules =
          files.filter(name -> name.endsWith(".test.js")).sorted().map(this::module).toList();
      assertThat(modules).isNotEmpty();
      return modules;
    }
  }

  private DynamicContainer module(String file) {
    PageScripts scripts = new PageScripts();
    open.add(scripts);
    Value tests = scripts.load(file, "check.js").getMember("tests");
    List<DynamicTest> each = new ArrayList<>();
    for (long i = 0; i < tests.getArraySize(); i++) {
      Value test = tests.getArrayElement(i);
      each.add(DynamicTest.dynamicTest(test.getMember("name").asString(), () -> run(test)));
    }
    assertThat(each).as("tests of %s", file).isNotEmpty();
    return DynamicContainer.dynamicContainer(file, each);
  }

  /** A test that is asynchronous gives a promise, settled by the time it has been asked for. */
  private static void run(Value test) {
    Value result = test.getMember("body").execute();
    if (result.canInvokeMember("then")) {
      AtomicReference<Optional<String>> failure = new AtomicReference<>(Optional.of("not settled"));
      ProxyExecutable passed =
          values -> {
            failure.set(Optional.empty());
            return null;
          };
      ProxyExecutable failed =
          values -> {
            failure.set(Optional.of(values[0].toString()));
            return null;
          };
      result.invokeMember("then", passed, failed);
      assertThat(failure.get()).isEmpty();
    }
  }
}
