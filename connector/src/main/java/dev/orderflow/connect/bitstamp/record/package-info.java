/**
 * From feed events to Kafka records: topic, key, value, timestamp, headers, source partition and
 * source offset, as the record contract says.
 */
package dev.orderflow.connect.bitstamp.record;
