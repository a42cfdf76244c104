/**
 * Starts a Kafka broker, a Connect worker, a Spark application or any JVM as a process of its own,
 * waits for it, and ends it; {@code kafka-runtime/README.md} has an example of each.
 */
package dev.orderflow.runtime;
