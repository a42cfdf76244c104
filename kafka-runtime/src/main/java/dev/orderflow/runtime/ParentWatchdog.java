package dev.orderflow.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Ends a process when the one that started it has gone, however that happened.
 *
 * <p>A Java agent that {@link ChildProcess} gives to every JVM, packed alone in its own jar so that
 * nothing else reaches their class path. It reads the process's standard input, a pipe whose only
 * writer is the parent: the pipe ends when the parent does, by {@code kill -9} too, and then this
 * process shuts down in the ordinary way.
 *
 * <p>One daemon thread waits on the pipe; it owns all state here.
 */
public final class ParentWatchdog {

  /** After this long a shutdown that does not come to an end is cut short. */
  private static final long SHUTDOWN_LIMIT_MS = 20_000;

  private static final int EXIT_CODE = 143;

  private ParentWatchdog() {}

  /**
   * Starts watching; called by the JVM before the application's {@code main}.
   *
   * @param arguments the agent's arguments, unused; may be null
   */
  public static void premain(String arguments) {
    Thread watch = new Thread(() -> watch(System.in), "parent-watchdog");
    watch.setDaemon(true);
    watch.start();
  }

  private static void watch(InputStream pipe) {
    try {
      while (pipe.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      System.err.println("parent-watchdog: standard input failed (" + e.getMessage() + ")");
    }
    System.err.println("parent-watchdog: the parent process has gone, so this process ends");
    new Timer("parent-watchdog-halt", true)
        .schedule(
            new TimerTask() {
              @Override
              public void run() {
                Runtime.getRuntime().halt(EXIT_CODE);
              }
            },
            SHUTDOWN_LIMIT_MS);
    Runtime.getRuntime().exit(EXIT_CODE);
  }
}
