package dev.orderflow.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void hasTheMiddleAndTheEnds() {
    Spread odd = new Spread(List.of(3.0, 1.0, 2.0));
    assertThat(odd.median()).isEqualTo(2);
    assertThat(odd.min()).isEqualTo(1);
    assertThat(odd.max()).isEqualTo(3);
    assertThat(new Spread(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
    assertThatIllegalArgumentException().isThrownBy(() -> new Spread(List.of()));
  }
}
