package dev.orderflow.spark.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangesTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isASetOfTimes(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    TimeRanges ranges = new TimeRanges();
    BitSet times = new BitSet();
    for (int i = 0; i < 300; i++) {
      int from = random.nextInt(1_000);
      int to = from + random.nextInt(-2, 12);
      ranges.add(from, to);
      times.set(from, Math.max(from, to));
      int start = random.nextInt(1_000);
      int end = start + random.nextInt(1_000);
      assertThat(ranges.within(start, end)).isEqualTo(times.get(start, end).cardinality());
    }
    TimeRanges read = new TimeRanges();
    read.add(5_000, 6_000);
    read.read(in(ranges), DataInput::readLong);
    assertThat(read.within(0, 10_000)).isEqualTo(times.cardinality());
  }

  @Test
  void forgetsWhatEndedAndKeepsTheRest() throws IOException {
    TimeRanges ranges = new TimeRanges();
    ranges.add(0, 10);
    ranges.add(20, 30);
    ranges.forgetBefore(9);
    assertThat(ranges.within(0, 100)).isEqualTo(20);
    ranges.forgetBefore(10);
    assertThat(ranges.within(0, 100)).isEqualTo(10);
    assertThat(in(ranges).readInt()).isEqualTo(1);
  }

  /** What lies between the two nearest is called missing, and nothing is called there. */
  @Test
  void isBoundedByJoiningTheTwoNearest() throws IOException {
    TimeRanges ranges = new TimeRanges();
    for (int i = 0; i < 4_096; i++) {
      ranges.add(100L * i, 100L * i + 10);
    }
    assertThat(ranges.within(0, 1_000_000)).isEqualTo(40_960);

    ranges.add(5_040, 5_090);

    assertThat(in(ranges).readInt()).isEqualTo(4_096);
    assertThat(ranges.within(5_000, 5_100)).isEqualTo(70);
    assertThat(ranges.within(5_090, 5_110)).as("joined with the next").isEqualTo(20);
  }

  private static DataInputStream in(TimeRanges ranges) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ranges.write(new DataOutputStream(bytes), DataOutput::writeLong);
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }
}
