/**
 * What a benchmark is, how rounds of it become medians, spreads and met or missed goals, and the
 * files of results with the page that is made of them.
 */
package dev.orderflow.benchmarks.harness;
