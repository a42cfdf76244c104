/** Results as files: JSON for each benchmark, and one page made of all of them. */
package dev.orderflow.benchmarks.report;
