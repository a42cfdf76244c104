/**
 * What the page shows of each market, in bounded memory and plain Java: no Kafka type, no web type.
 * Everything here belongs to one thread, the one that reads the topics.
 */
package dev.orderflow.dashboard.market;
