package dev.orderflow.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/** The page's modules in a JavaScript engine of this JVM, before elements that keep what is set. */
final class PageScripts implements AutoCloseable {

  private static final Path TESTS = Path.of("src", "test", "js").toAbsolutePath();
  private static final String MODULE = "application/javascript+module";

  private final Context context =
      Context.newBuilder("js")
          .allowIO(IOAccess.ALL)
          .option("js.esm-eval-returns-exports", "true")
          .option("engine.WarnInterpreterOnly", "false")
          .build();

  /** The directory of the tests that are written in JavaScript. */
  static Path tests() {
    return TESTS;
  }

  /** Loads modules, by their paths from the tests' directory, and gives what they export. */
  Value load(String... files) {
    String all =
        Stream.of(files)
            .map(file -> "export * from '" + TESTS.resolve(file) + "';")
            .collect(Collectors.joining());
    try {
      return context.eval(Source.newBuilder("js", all, "load.js").mimeType(MODULE).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value of a text in JSON. */
  Value parse(String json) {
    return context.getBindings("js").getMember("JSON").invokeMember("parse", json);
  }

  @Override
  public void close() {
    context.close();
  }
}
