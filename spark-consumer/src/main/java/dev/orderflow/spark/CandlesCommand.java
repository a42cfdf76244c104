package dev.orderflow.spark;

import dev.orderflow.spark.job.CandlesJob;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The {@code candles} job's command line. */
@Command(
    name = CandlesJob.NAME,
    description = "Publishes candles that say whether they are complete.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class CandlesCommand extends PublishingCommand {

  @Mixin private CandleOptions candles;

  @Override
  List<JobOptions> jobs() {
    return List.of(candles);
  }
}
