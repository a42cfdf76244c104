/** Serves the page's files and pushes frames to browsers; knows nothing of markets or Kafka. */
package dev.orderflow.dashboard.web;
