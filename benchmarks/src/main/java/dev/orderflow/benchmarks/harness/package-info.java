/** What a benchmark is and how rounds of it become medians, spreads and met or missed goals. */
package dev.orderflow.benchmarks.harness;
