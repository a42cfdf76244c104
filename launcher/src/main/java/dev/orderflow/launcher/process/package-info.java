/** Processes: starting, watching, stopping, and finding again what a killed run left behind. */
package dev.orderflow.launcher.process;
