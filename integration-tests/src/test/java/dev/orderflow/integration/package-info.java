/**
 * The whole path on real parts: the connector's archive as a user installs it, in a real Connect
 * worker, writing to a real broker what an exchange sends; the quick start; the containers.
 *
 * <p>No class of the connector is on this module's class path.
 */
package dev.orderflow.integration;
