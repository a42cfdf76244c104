/** What can go wrong, as values: nothing here happens by itself. */
package dev.orderflow.simulator.fault;
