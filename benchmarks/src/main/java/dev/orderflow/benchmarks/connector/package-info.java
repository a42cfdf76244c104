/** What the connector is measured with. */
package dev.orderflow.benchmarks.connector;
