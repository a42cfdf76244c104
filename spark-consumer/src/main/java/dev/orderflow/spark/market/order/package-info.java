/**
 * What becomes of orders: one row for each when it ends, joined with the trades that filled it.
 *
 * <p>Nothing here is safe for several threads: whoever holds a market's state owns it.
 */
package dev.orderflow.spark.market.order;
