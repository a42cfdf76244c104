/**
 * The plugin as Kafka Connect sees it: connector, task, options, metrics.
 *
 * <p>Packages depend one way: this one on {@code record}, {@code record} on {@code continuity},
 * {@code continuity} on {@code exchange}.
 */
package dev.orderflow.connect.bitstamp;
