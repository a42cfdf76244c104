/** What the Spark jobs are measured with. */
package dev.orderflow.benchmarks.spark;
