package dev.orderflow.connect.bitstamp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.connect.bitstamp.exchange.FeedEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MalformedLogTest {

  @Test
  void writesOneLineAMinute() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    MalformedLog log = new MalformedLog(nanos::get);
    FeedEvent.MalformedFrame frame = new FeedEvent.MalformedFrame(1, 1, "not JSON", "x", 1);
    assertThat(log.report(frame)).isTrue();
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(log.report(frame)).isFalse();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(log.report(frame)).isTrue();
  }

  @Test
  void namesTheSessionAndWhenItCame() {
    assertThat(
            MalformedLog.describe(
                new FeedEvent.MalformedFrame(
                    1_788_551_700_000_001L, 1_788_551_766_000_002L, "not JSON", "no JSON", 7)))
        .isEqualTo(
            "7 bytes (not JSON) over session 1788551700000001 at 2026-09-04T19:56:06.000002Z");
  }
}
