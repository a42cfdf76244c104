package dev.orderflow.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address for processes that must be told theirs. They are taken at random
 * from below the range that operating systems give to outgoing connections, so that nothing takes
 * them between the look and the process's own start but another process that is told its port.
 */
public final class FreePorts {

  private static final int FIRST = 10_000;
  private static final int END = 32_768;
  private static final int MOST_TRIES = 10_000;

  private FreePorts() {}

  /** A port that nobody listens on now. */
  public static int next() {
    return next(1).get(0);
  }

  /**
   * So many different ports that nobody listens on now.
   *
   * @throws IllegalStateException when no port can be opened, for whatever reason
   */
  public static List<Integer> next(int count) {
    Set<Integer> free = new LinkedHashSet<>();
    for (int tries = 0; free.size() < count; tries++) {
      if (tries == MOST_TRIES) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "none of %,d ports of 127.0.0.1 from %d to %d can be listened on",
                MOST_TRIES,
                FIRST,
                END - 1));
      }
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port)) {
        free.add(port);
      }
    }
    return List.copyOf(free);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
