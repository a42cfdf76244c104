package dev.orderflow.spark.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Counts the queries whose end Spark has reported. Any thread may ask; Spark's listener counts. */
final class QueryEnds {

  private final Map<Integer, CompletableFuture<Void>> awaited = new TreeMap<>();
  private int ended;

  /** Completes with the first end. */
  CompletableFuture<Void> any() {
    return all(1);
  }

  /** Completes when that many queries have ended. */
  synchronized CompletableFuture<Void> all(int queries) {
    CompletableFuture<Void> end =
        awaited.computeIfAbsent(queries, count -> new CompletableFuture<>());
    if (ended >= queries) {
      end.complete(null);
    }
    return end;
  }

  synchronized void ended() {
    ended++;
    awaited.forEach(
        (count, end) -> {
          if (ended >= count) {
            end.complete(null);
          }
        });
  }
}
