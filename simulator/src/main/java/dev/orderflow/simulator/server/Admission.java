package dev.orderflow.simulator.server;

import java.util.Optional;

/**
 * Whether a client may connect.
 *
 * @param connection the connection; empty where it may not
 * @param refusalStatus the HTTP status of the refusal; 0 for a reset
 */
record Admission(Optional<Connection> connection, int refusalStatus) {}
