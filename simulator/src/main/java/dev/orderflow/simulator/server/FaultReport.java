package dev.orderflow.simulator.server;

/**
 * What became of an injected fault.
 *
 * @param id number of the fault, from 1 on
 * @param type its name in JSON
 * @param hits frames, requests or connections that it hit so far
 * @param active whether it can still hit
 */
public record FaultReport(long id, String type, long hits, boolean active) {}
