package dev.orderflow.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextCacheTest {

  private final TextCache texts = new TextCache();

  /** Far more words than there is room for, so that they replace each other. */
  @Test
  void everyStretchGivesItsOwnText() {
    Random random = new Random(3);
    for (int i = 0; i < 50_000; i++) {
      String text =
          "é".repeat(random.nextInt(3)) + random.nextInt(500) + "usd".repeat(random.nextInt(2));
      byte[] all = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
      assertThat(texts.of(all, 1, all.length - 1)).isEqualTo(text);
    }
  }

  @Test
  void theSameBytesGiveTheSameObject() {
    byte[] all = "order_created,order_created".getBytes(StandardCharsets.UTF_8);
    assertThat(texts.of(all, 0, 13)).isSameAs(texts.of(all, 14, 27));
  }

  @Test
  void whatIsLongIsNotKept() {
    byte[] all = "x".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    assertThat(texts.of(all, 0, 1_000)).hasSize(1_000).isNotSameAs(texts.of(all, 0, 1_000));
  }
}
