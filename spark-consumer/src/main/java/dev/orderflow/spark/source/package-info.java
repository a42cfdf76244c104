/**
 * Reads the records of the source topic under the record contract, as plain Java.
 *
 * <p>Whatever a record holds, reading it gives an event or a {@link
 * dev.orderflow.spark.source.RejectedRecordException} with the reason, and nothing else.
 */
package dev.orderflow.spark.source;
