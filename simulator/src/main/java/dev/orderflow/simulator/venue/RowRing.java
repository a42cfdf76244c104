package dev.orderflow.simulator.venue;

/**
 * The last rows of a table of longs, in chunks, so that a long history costs no objects and a short
 * one little memory.
 *
 * <p>Rows have positions from 0 on; old rows are forgotten a chunk at a time.
 */
public final class RowRing {
  private static final int CHUNK_ROWS = 8192;

  private final int columns;
  private final long[][] chunks;
  private long end;

  /** Keeps at least {@code rows} rows of {@code columns} values each. */
  public RowRing(int columns, long rows) {
    this.columns = columns;
    this.chunks =
        new long[Math.toIntExact(Math.max(1, (rows + CHUNK_ROWS - 1) / CHUNK_ROWS) + 1)][];
  }

  /** The position after the last row. */
  public long end() {
    return end;
  }

  /** The position of the oldest row that is still known. */
  public long first() {
    long chunk = (end + CHUNK_ROWS - 1) / CHUNK_ROWS;
    return Math.max(0, (chunk - chunks.length) * CHUNK_ROWS);
  }

  /** Adds a row, of which the caller sets every value, and answers its position. */
  public long add() {
    int slot = slot(end);
    if (end % CHUNK_ROWS == 0) {
      if (chunks[slot] == null) {
        chunks[slot] = new long[CHUNK_ROWS * columns];
      }
    }
    return end++;
  }

  /** A value of a row that is still known. */
  public long get(long row, int column) {
    return chunks[slot(row)][offset(row) + column];
  }

  /** Sets a value of a row that is still known. */
  public void set(long row, int column, long value) {
    chunks[slot(row)][offset(row) + column] = value;
  }

  /** The first known row whose value in an ascending column is above {@code value}. */
  long firstAbove(int column, long value) {
    long low = first();
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (get(middle, column) > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private int slot(long row) {
    return (int) (row / CHUNK_ROWS % chunks.length);
  }

  private int offset(long row) {
    return (int) (row % CHUNK_ROWS) * columns;
  }
}
