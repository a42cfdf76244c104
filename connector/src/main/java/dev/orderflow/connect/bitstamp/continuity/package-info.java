/**
 * What makes the feed whole: detects what is missing, repairs it where the exchange allows, and
 * says so where it does not.
 *
 * <p>Plain Java, on one thread, with the time handed in. It knows frames and HTTP replies of the
 * exchange package, and no Kafka type. {@link dev.orderflow.connect.bitstamp.continuity.Continuity}
 * takes feed events in and gives outputs in the order in which they are to be written.
 */
package dev.orderflow.connect.bitstamp.continuity;
