package dev.orderflow.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Processor time, of a process that computes in one thread whose name is known. */
class CpuMeterTest {

  private static final double TENTH_OF_A_SECOND = 100_000;

  @Test
  void aThreadsTimeIsToldApartFromItsProcess() throws IOException {
    Process busy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Busy.class.getName())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> CpuMeter.micros(busy.toHandle(), Busy.NAME) > TENTH_OF_A_SECOND);
      double thread = CpuMeter.micros(busy.toHandle(), Busy.NAME);

      assertThat(CpuMeter.micros(busy.toHandle())).isGreaterThanOrEqualTo(thread);
      assertThat(CpuMeter.micros(busy.toHandle(), "nobody")).isZero();
    } finally {
      busy.destroyForcibly();
    }
  }

  @Test
  void whatAProcessStartedCountsOnceItHasEnded() throws IOException {
    Process parent =
        new ProcessBuilder(
                "sh",
                "-c",
                "sh -c 'i=0; while [ $i -lt 500000 ]; do i=$((i+1)); done'; exec sleep 60")
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> CpuMeter.micros(parent.toHandle()) > TENTH_OF_A_SECOND);
    } finally {
      parent.destroyForcibly();
    }
  }

  /** Computes until it is killed. */
  static final class Busy {

    private static final String NAME = "busy-thread";

    private Busy() {}

    /**
     * Starts the thread.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
      new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
              },
              NAME)
          .start();
    }
  }
}
