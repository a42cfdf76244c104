package dev.orderflow.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExchangeChoiceTest {

  private static final String URL = "wss://exchange.example";
  private static final ExchangeChoice.Probe ANSWERS = url -> Optional.empty();
  private static final ExchangeChoice.Probe SILENT = url -> Optional.of("no answer within 3 s");

  @Test
  void autoTakesBitstampWhenItAnswers() throws Exception {
    assertThat(ExchangeChoice.AUTO.decide(URL, ANSWERS))
        .isEqualTo(new ExchangeChoice.Decision(true, "exchange: live, " + URL + " answers"));
  }

  @Test
  void autoSaysWhyItSimulates() throws Exception {
    assertThat(ExchangeChoice.AUTO.decide(URL, SILENT))
        .isEqualTo(
            new ExchangeChoice.Decision(
                false,
                "exchange: simulated, because " + URL + " does not answer (no answer within 3 s)"));
  }

  @Test
  void liveFailsWhenItDoesNotAnswer() {
    assertThatThrownBy(() -> ExchangeChoice.LIVE.decide(URL, SILENT))
        .isInstanceOf(StepFailure.class)
        .hasMessageContaining(URL + " does not answer (no answer within 3 s)")
        .hasMessageContaining("--exchange");
  }

  @Test
  void simulatedAsksNobody() throws Exception {
    ExchangeChoice.Probe never =
        url -> {
          throw new AssertionError("asked " + url);
        };
    assertThat(ExchangeChoice.SIMULATED.decide(URL, never).live()).isFalse();
  }
}
