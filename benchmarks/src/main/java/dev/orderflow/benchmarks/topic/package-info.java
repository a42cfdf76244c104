/** The topics that are written to while something is measured, and whether all is in them. */
package dev.orderflow.benchmarks.topic;
