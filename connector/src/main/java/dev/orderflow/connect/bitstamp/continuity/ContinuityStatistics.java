package dev.orderflow.connect.bitstamp.continuity;

import java.util.concurrent.atomic.LongAdder;

/** Counts of what continuity did since the task started. Any thread may read; the task writes. */
public final class ContinuityStatistics {

  private final LongAdder duplicates = new LongAdder();
  private final LongAdder gapsRepaired = new LongAdder();
  private final LongAdder gapsUnrepaired = new LongAdder();
  private final LongAdder eventsRepaired = new LongAdder();
  private final LongAdder missingMicros = new LongAdder();
  private final LongAdder snapshots = new LongAdder();
  private final LongAdder snapshotsRefused = new LongAdder();

  private volatile int held;
  private volatile int mostHeld;
  private volatile long heldBytes;

  /** Told by the task's thread, the only writer. */
  void holding(int frames, long bytes) {
    held = frames;
    heldBytes = bytes;
    if (frames > mostHeld) {
      mostHeld = frames;
    }
  }

  void duplicate() {
    duplicates.increment();
  }

  void gap(Output.Gap gap) {
    if (gap.repaired()) {
      gapsRepaired.increment();
    } else {
      gapsUnrepaired.increment();
      missingMicros.add(
          Math.max(0, gap.to().microtimestamp() - Math.max(0, gap.from().microtimestamp())));
    }
  }

  void eventRepaired() {
    eventsRepaired.increment();
  }

  void snapshot() {
    snapshots.increment();
  }

  void snapshotRefused() {
    snapshotsRefused.increment();
  }

  /** Frames held back at the moment, waiting for what belongs before them. */
  public int held() {
    return held;
  }

  /** Most frames ever held back. */
  public int mostHeld() {
    return mostHeld;
  }

  /** Bytes of text of the frames held back at the moment. */
  public long heldBytes() {
    return heldBytes;
  }

  /** Frames dropped because their event had been written. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Gaps of which everything was fetched and written. */
  public long gapsRepaired() {
    return gapsRepaired.sum();
  }

  /** Gaps that remain in the topic, declared. */
  public long gapsUnrepaired() {
    return gapsUnrepaired.sum();
  }

  /** Events fetched over HTTP and written. */
  public long eventsRepaired() {
    return eventsRepaired.sum();
  }

  /** Width of all unrepaired gaps in exchange time, microseconds. */
  public long missingMicros() {
    return missingMicros.sum();
  }

  /** Snapshots written. */
  public long snapshots() {
    return snapshots.sum();
  }

  /** Snapshots fetched and refused, because they were older than the stream. */
  public long snapshotsRefused() {
    return snapshotsRefused.sum();
  }
}
