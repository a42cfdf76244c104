/**
 * The order book of one market, rebuilt order by order, audited against the exchange's own, and
 * what it says.
 *
 * <p>{@link dev.orderflow.spark.market.book.BookRebuild} follows the rules of {@code
 * docs/record-contract.md}; {@link dev.orderflow.spark.market.book.BookView} measures what it
 * holds. Nothing here is safe for several threads: whoever holds a market's state owns it.
 */
package dev.orderflow.spark.market.book;
