/** Programs that are measured, or measure, in processes of their own. */
package dev.orderflow.benchmarks.program;
