/** What one event costs in the parsers and in the book, without Kafka or Spark around them. */
package dev.orderflow.benchmarks.micro;
