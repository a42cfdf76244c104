/** Recorded frames as a source, in place of a venue. */
package dev.orderflow.simulator.replay;
