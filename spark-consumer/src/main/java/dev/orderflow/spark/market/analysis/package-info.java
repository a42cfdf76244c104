/**
 * One market's book, flow, orders and alerts together: what a job feeds and whose state it keeps.
 */
package dev.orderflow.spark.market.analysis;
