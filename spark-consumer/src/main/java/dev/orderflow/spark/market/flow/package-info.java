/**
 * What the flow of orders and trades says, per market and interval.
 *
 * <p>Nothing here is safe for several threads: whoever holds a market's state owns it.
 */
package dev.orderflow.spark.market.flow;
