package dev.orderflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentWatchdogTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private static JavaCommand running(Class<?> main, Path directory) {
    return JavaCommand.main(
            System.getProperty("java.class.path"), main.getName(), directory.toString())
        .withOptions(JavaCommand.SMALL_JVM)
        .withOptions("-Dorderflow.home=" + BuildOutput.find().root());
  }

  @Test
  void aChildShutsDownInOrderAfterItsParentWasKilled() throws Exception {
    try (ChildProcess parent =
        ChildProcess.start(running(Parent.class, directory), ProcessFiles.in(directory, "p"))) {
      parent.awaitText("child is up", PATIENCE);
      ProcessHandle child = parent.handle().children().findFirst().orElseThrow();
      parent.handle().destroyForcibly();
      assertThat(Await.until(PATIENCE, () -> !child.isAlive())).isTrue();
      assertThat(directory.resolve("child/child.log"))
          .content()
          .contains("the parent process has gone", "shut down in order");
    }
  }

  @Test
  void whatTheParentWritesChangesNothing() throws Exception {
    try (ChildProcess child =
        ChildProcess.start(running(Child.class, directory), ProcessFiles.in(directory, "c"))) {
      child.awaitText("up", PATIENCE);
      child.send("words");
      int before = child.lines("tick").size();
      child.await("ticking on", PATIENCE, () -> child.lines("tick").size() > before + 2);
    }
  }

  /** Starts a child and waits for ever. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      ChildProcess child =
          ChildProcess.start(running(Child.class, directory), ProcessFiles.in(directory, "child"));
      child.awaitText("up", PATIENCE);
      System.out.println("child is up");
      new CountDownLatch(1).await();
    }
  }

  /** Shows that it lives until it is ended. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> System.out.println("shut down in order")));
      System.out.println("up");
      for (int i = 0; true; i++) {
        System.out.println("tick " + i);
        Thread.sleep(50);
      }
    }
  }
}
