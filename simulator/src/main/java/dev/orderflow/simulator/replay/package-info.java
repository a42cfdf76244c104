/** Recorded frames as a source, in place of running markets. */
package dev.orderflow.simulator.replay;
