/** The processes that are measured, started from what the build made. */
package dev.orderflow.benchmarks.process;
