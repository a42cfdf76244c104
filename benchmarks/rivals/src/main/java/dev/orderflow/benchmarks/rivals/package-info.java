/** What one would use instead of the connector, as its own documentation says to use it. */
package dev.orderflow.benchmarks.rivals;
