package dev.orderflow.benchmarks.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of a JVM. */
public final class JvmMemory {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+)");
  private static final double MEGABYTE = 1 << 20;
  private static final double KILOBYTES = 1 << 10;

  private JvmMemory() {}

  /**
   * What is reachable, after a full collection that this asks for.
   *
   * @param process a JVM of this user
   * @return MiB
   * @throws IOException where it does not answer
   * @throws InterruptedException where the caller is interrupted
   */
  public static double liveMegabytes(ProcessHandle process)
      throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    jcmd.waitFor();
    Matcher total = TOTAL.matcher(histogram);
    if (!total.find()) {
      throw new IOException("no heap of process " + process.pid() + ": " + histogram.strip());
    }
    return Long.parseLong(total.group(1)) / MEGABYTE;
  }

  /**
   * What the process holds of the machine's memory.
   *
   * @return MiB
   * @throws IOException where it does not run
   */
  public static double residentMegabytes(ProcessHandle process) throws IOException {
    String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
    Matcher resident = RESIDENT.matcher(status);
    if (!resident.find()) {
      throw new IOException("no memory of process " + process.pid());
    }
    return Long.parseLong(resident.group(1)) / KILOBYTES;
  }
}
