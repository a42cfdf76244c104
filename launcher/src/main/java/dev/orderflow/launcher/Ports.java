package dev.orderflow.launcher;

import dev.orderflow.runtime.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The ports that the quick start listens on, all on the loopback interface.
 *
 * @param numbers a number for every use, 0 to 65535; 0 means any free port
 */
record Ports(Map<Use, Integer> numbers) {

  /** What a port is for; its name in lower case is the name in {@code --ports}. */
  enum Use {
    KAFKA(29092),
    CONTROLLER(29093),
    CONNECT(28083),
    EXCHANGE(28765),
    DASHBOARD(28090);

    private final int standard;

    Use(int standard) {
      this.standard = standard;
    }

    String option() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX = 65_535;

  Ports {
    numbers = Map.copyOf(numbers);
  }

  static Ports standard() {
    return new Ports(
        Stream.of(Use.values()).collect(Collectors.toMap(use -> use, use -> use.standard)));
  }

  /** Reads the option's value, such as {@code kafka=9092,connect=8083}, over the standard ports. */
  static final class Converter implements ITypeConverter<Ports> {

    @Override
    public Ports convert(String text) {
      Map<Use, Integer> numbers = new EnumMap<>(standard().numbers());
      for (String part : text.split(",", -1)) {
        String[] pair = part.split("=", -1);
        Use use =
            Stream.of(Use.values())
                .filter(u -> pair.length == 2 && u.option().equals(pair[0].strip()))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(expected(part)));
        numbers.put(use, number(part, pair[1].strip()));
      }
      return new Ports(numbers);
    }

    private static int number(String part, String digits) {
      if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > MAX) {
        throw new TypeConversionException("'" + part + "': a port is a number from 0 to " + MAX);
      }
      return Integer.parseInt(digits);
    }

    private static String expected(String part) {
      String names = Stream.of(Use.values()).map(Use::option).collect(Collectors.joining(", "));
      return "'" + part + "' is not NAME=PORT with NAME one of " + names;
    }
  }

  int of(Use use) {
    return numbers.get(use);
  }

  /**
   * Checks that every port needed is free, and picks one where any will do.
   *
   * @param needed the uses that this run has
   * @return the same ports with a number for every 0 that is needed
   * @throws StepFailure naming the port that is taken or given twice, and the option that moves it
   */
  Ports claim(Set<Use> needed) {
    Map<Use, Integer> claimed = new EnumMap<>(numbers);
    Map<Integer, Use> seen = new HashMap<>();
    for (Use use : needed) {
      while (claimed.get(use) == 0 || of(use) == 0 && seen.containsKey(claimed.get(use))) {
        claimed.put(use, FreePorts.next());
      }
      Use other = seen.put(claimed.get(use), use);
      if (other != null) {
        throw new StepFailure(
            "--ports gives " + of(use) + " to both " + other.option() + " and " + use.option());
      }
      requireFree(use, claimed.get(use));
    }
    return new Ports(claimed);
  }

  private static void requireFree(Use use, int port) {
    try {
      new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
    } catch (IOException e) {
      throw new StepFailure(
          String.format(
              Locale.ROOT,
              "port %d for %s is taken (%s): choose another with --ports %2$s=PORT",
              port,
              use.option(),
              e.getMessage()));
    }
  }
}
