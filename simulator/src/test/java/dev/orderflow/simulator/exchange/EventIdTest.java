package dev.orderflow.simulator.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Event ids as captured. */
class EventIdTest {
  @Test
  void readsAndWritesACapturedId() {
    String captured = "0006589a-5d2d-1378-0003-000103000020";
    EventId id = EventId.parse(captured).orElseThrow();
    assertThat(id.high()).isEqualTo(1_786_269_871_707_000L);
    assertThat(id.marketCode()).isEqualTo(1);
    assertThat(id.source()).isEqualTo(0x20);
    assertThat(id.low()).isEqualTo(EventId.low(3, 1, 3));
    assertThat(id).hasToString(captured);
    assertThat(EventId.parse(captured.replace("-", ""))).contains(id);
  }

  @Test
  void refusesWhatIsNone() {
    assertThat(EventId.parse("")).isEmpty();
    assertThat(EventId.parse("0006589a-5d2d-1378-0003-00010300002g")).isEmpty();
  }

  @Test
  void isOrderedAsItsText() {
    EventId early = new EventId(5, EventId.low(1, 1, 3));
    EventId late = new EventId(5, EventId.low(0x8000, 1, 0));
    assertThat(early).isLessThan(late);
    assertThat(early.toString()).isLessThan(late.toString());
  }
}
