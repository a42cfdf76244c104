/** The parts of the pipeline: each real, each in a process of its own, or a view of one. */
package dev.orderflow.launcher.pipeline;
