package dev.orderflow.spark.market.book;

import dev.orderflow.spark.market.MarketEvent.OrderAction;
import dev.orderflow.spark.market.MarketEvent.OrderEvent;
import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Order events inside a state: those of the millisecond that is not complete yet. */
final class OrderEventCodec {

  private OrderEventCodec() {}

  static void write(DataOutput out, OrderEvent event) throws IOException {
    out.writeByte(event.action().ordinal());
    out.writeLong(event.orderId());
    out.writeByte(event.side().ordinal());
    StateFormat.writeNumber(out, event.subtype());
    StateFormat.writeDecimal(out, event.price());
    StateFormat.writeDecimal(out, event.amount());
    StateFormat.writeDecimal(out, event.traded());
    StateFormat.writeDecimal(out, event.original());
    out.writeLong(event.micros());
    out.writeUTF(event.eventId());
    out.writeBoolean(event.repaired());
  }

  static OrderEvent read(DataInput in) throws IOException {
    return new OrderEvent(
        OrderAction.values()[in.readByte()],
        in.readLong(),
        Side.values()[in.readByte()],
        (int) StateFormat.readNumber(in),
        StateFormat.readDecimal(in),
        StateFormat.readDecimal(in),
        StateFormat.readDecimal(in),
        StateFormat.readDecimal(in),
        in.readLong(),
        in.readUTF(),
        in.readBoolean());
  }
}
