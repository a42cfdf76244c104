package dev.orderflow.spark.market;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** How the states of the market's engines write their values: compact, exact, without names. */
public final class StateFormat {

  private static final int BITS = 7;
  private static final int MORE = 1 << BITS;

  private StateFormat() {}

  /** How a state writes a whole number, such as {@code DataOutput::writeLong}. */
  @FunctionalInterface
  public interface NumberWriter {
    /** Writes it. */
    void write(DataOutput out, long value) throws IOException;
  }

  /** How a state reads a whole number, such as {@code DataInput::readLong}. */
  @FunctionalInterface
  public interface NumberReader {
    /** Reads it. */
    long read(DataInput in) throws IOException;
  }

  /** Writes a version byte, which every state begins with. */
  public static void writeVersion(DataOutput out, int version) throws IOException {
    out.writeByte(version);
  }

  /**
   * Reads a version byte.
   *
   * @param what the state, to stand in the message
   * @throws IOException where it is another than the expected one, with what to do about it: a
   *     state is made of the topic and can be made of it again
   */
  public static void readVersion(DataInput in, int expected, String what) throws IOException {
    int found = in.readByte();
    if (found != expected) {
      throw new IOException(
          what
              + " is of version "
              + found
              + ", and this application reads "
              + expected
              + ": start it with a new --checkpoint and --starting-offsets earliest, which computes"
              + " again what the topic still holds, or go on with the version that wrote it");
    }
  }

  /** Writes a number in one to ten bytes, small ones in few. */
  public static void writeNumber(DataOutput out, long value) throws IOException {
    long left = value << 1 ^ value >> 63;
    while ((left & -MORE) != 0) {
      out.writeByte((int) (left & MORE - 1 | MORE));
      left >>>= BITS;
    }
    out.writeByte((int) left);
  }

  /** Reads what {@link #writeNumber} wrote. */
  public static long readNumber(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += BITS) {
      int piece = in.readByte();
      value |= (long) (piece & MORE - 1) << shift;
      if ((piece & MORE) == 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new IOException("a number of more than ten bytes");
  }

  /** Writes a decimal exactly, its scale included. */
  public static void writeDecimal(DataOutput out, BigDecimal value) throws IOException {
    BigInteger unscaled = value.unscaledValue();
    boolean small = unscaled.bitLength() < Long.SIZE;
    out.writeBoolean(small);
    writeNumber(out, value.scale());
    if (small) {
      writeNumber(out, unscaled.longValue());
    } else {
      byte[] bytes = unscaled.toByteArray();
      out.writeShort(bytes.length);
      out.write(bytes);
    }
  }

  /** Reads what {@link #writeDecimal} wrote. */
  public static BigDecimal readDecimal(DataInput in) throws IOException {
    boolean small = in.readBoolean();
    int scale = (int) readNumber(in);
    if (small) {
      return BigDecimal.valueOf(readNumber(in), scale);
    }
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return new BigDecimal(new BigInteger(bytes), scale);
  }

  /** Writes a decimal that may be missing. */
  public static void writeOptional(DataOutput out, Optional<BigDecimal> value) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      writeDecimal(out, value.get());
    }
  }

  /** Reads what {@link #writeOptional} wrote. */
  public static Optional<BigDecimal> readOptional(DataInput in) throws IOException {
    return in.readBoolean() ? Optional.of(readDecimal(in)) : Optional.empty();
  }
}
