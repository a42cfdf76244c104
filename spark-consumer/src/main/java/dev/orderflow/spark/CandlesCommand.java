package dev.orderflow.spark;

import dev.orderflow.spark.job.CandleComputation;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The {@code candles} job's command line. */
@Command(
    name = CandleComputation.CANDLES,
    description = "Publishes candles that say whether they are complete.")
final class CandlesCommand extends PublishingCommand {

  @Mixin private CandleOptions candles;

  @Override
  List<JobOptions> jobs() {
    return List.of(candles);
  }
}
