/**
 * Compares what a topic holds with what the simulated exchange published: channel by channel, event
 * by event, with the gaps that are declared and the books that a reader rebuilds. {@link
 * dev.orderflow.integration.continuity.FeedComparison} reads the topic; what a gap record promises
 * is judged in {@link dev.orderflow.integration.continuity.ChannelContinuity} alone.
 */
package dev.orderflow.integration.continuity;
