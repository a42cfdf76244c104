/** Reads the topics and keeps the markets' state up to date with them. */
package dev.orderflow.dashboard.feed;
