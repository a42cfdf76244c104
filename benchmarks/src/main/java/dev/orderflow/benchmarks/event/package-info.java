/** What one event costs without Kafka and Spark around it, measured by JMH. */
package dev.orderflow.benchmarks.event;
