/**
 * What is worth a look: alerts that state what was seen, never why somebody did it.
 *
 * <p>Nothing here is safe for several threads: whoever holds a market's state owns it.
 */
package dev.orderflow.spark.market.alert;
