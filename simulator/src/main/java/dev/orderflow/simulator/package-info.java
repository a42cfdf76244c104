/** The exchange as a library: start one in a process, ask it for the truth, let it fail. */
package dev.orderflow.simulator;
