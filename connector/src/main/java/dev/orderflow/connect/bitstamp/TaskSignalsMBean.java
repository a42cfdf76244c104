package dev.orderflow.connect.bitstamp;

/** What an operator may ask of a running task, over JMX. */
public interface TaskSignalsMBean {

  /**
   * Asks for something once, as Debezium's operation of that name does.
   *
   * @param id names the signal in the log; may be empty
   * @param type {@code execute-snapshot}: the whole order book of each market; {@code
   *     execute-audit}: a comparison of its trades with the exchange's list
   * @param data which markets, as {@code {"markets":["btcusd"]}}; all of the task when empty
   * @return what was asked for
   * @throws IllegalArgumentException when nothing was asked for; the message says why
   */
  String signal(String id, String type, String data);
}
