/**
 * The quick start: its command line, the processes that it starts one after the other, and the
 * count at the end. {@link dev.orderflow.launcher.Quickstart} reads the command line, {@code Run}
 * is one run, {@code Pipeline} what runs in it. How any process is started, watched and ended is
 * {@link dev.orderflow.runtime}'s.
 */
package dev.orderflow.launcher;
