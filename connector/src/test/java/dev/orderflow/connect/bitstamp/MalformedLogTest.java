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
}
