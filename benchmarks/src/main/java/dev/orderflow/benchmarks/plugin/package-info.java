/** Source connectors that the connector is measured against, for the worker's plugin path. */
package dev.orderflow.benchmarks.plugin;
