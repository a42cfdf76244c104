/**
 * The quick start: its command line, and one run from the first step to the summary. Depends on
 * {@code .pipeline} (the parts it starts), which depends on {@code .process} (how any process is
 * started, watched and stopped). {@code .tether} runs inside those processes and depends on
 * nothing.
 */
package dev.orderflow.launcher;
