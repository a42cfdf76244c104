/** Programs that the connector is measured against, in processes of their own. */
package dev.orderflow.benchmarks.program;
