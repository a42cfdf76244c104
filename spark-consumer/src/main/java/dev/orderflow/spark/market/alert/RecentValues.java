package dev.orderflow.spark.market.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The last values of a figure, with exact quantiles of them. Floats, because they only decide what
 * is worth an alert.
 */
final class RecentValues {

  private final double[] arrived;
  private final double[] sorted;
  private int size;
  private int next;

  RecentValues(int capacity) {
    arrived = new double[capacity];
    sorted = new double[capacity];
  }

  int size() {
    return size;
  }

  void add(double value) {
    if (size == arrived.length) {
      int at = Arrays.binarySearch(sorted, 0, size, arrived[next]);
      System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
      size--;
    }
    int at = Arrays.binarySearch(sorted, 0, size, value);
    at = at < 0 ? -at - 1 : at;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = value;
    size++;
    arrived[next] = value;
    next = (next + 1) % arrived.length;
  }

  /** The smallest value that at least a share of all do not exceed; of no values, 0. */
  double quantile(double share) {
    if (size == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * size) - 1;
    return sorted[Math.max(0, Math.min(size - 1, rank))];
  }

  double sum() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += sorted[i];
    }
    return sum;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeDouble(arrived[Math.floorMod(next - size + i, arrived.length)]);
    }
  }

  /** Reads the values; of more than fit, the last ones remain. */
  void read(DataInput in) throws IOException {
    size = 0;
    next = 0;
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      add(in.readDouble());
    }
  }
}
