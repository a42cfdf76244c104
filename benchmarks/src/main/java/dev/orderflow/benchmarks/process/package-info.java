/** The processes that are measured, and what they take of the machine. */
package dev.orderflow.benchmarks.process;
