/** The simulator as a command. */
package dev.orderflow.simulator.cli;
