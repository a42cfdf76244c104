package dev.orderflow.connect.bitstamp.record;

/**
 * Where records go and what they are.
 *
 * @param topics where they go
 * @param key what their keys are
 * @param format what their values are
 * @param decimals how typed values hold prices and amounts
 * @param maxTextBytes most bytes that the text of a malformed frame takes in a typed value, more
 *     than 0
 */
public record RecordSettings(
    TopicTemplate topics,
    RecordKey key,
    ValueFormat format,
    DecimalHandling decimals,
    int maxTextBytes) {}
