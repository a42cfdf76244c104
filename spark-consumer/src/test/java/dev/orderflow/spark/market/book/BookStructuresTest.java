package dev.orderflow.spark.market.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderflow.spark.market.Side;
import dev.orderflow.spark.market.StateFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flat structures of a book against the collections of the library, over random changes. */
class BookStructuresTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theTableIsAMap(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    OrderTable table = new OrderTable();
    Map<Long, Long> map = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      long id = random.nextInt(3_000) * 4096L;
      int slot = table.find(id);
      assertThat(slot >= 0).isEqualTo(map.containsKey(id));
      if (slot < 0) {
        table.add(id, id % 3 == 0 ? Side.SELL : Side.BUY, OrderTable.RESTS, i, i);
        map.put(id, (long) i);
      } else if (random.nextBoolean()) {
        assertThat(table.amount(slot)).isEqualTo(map.remove(id));
        table.remove(slot);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.write(new DataOutputStream(bytes));
    OrderTable read = new OrderTable();
    read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.size()).isEqualTo(map.size());
    map.forEach(
        (id, amount) -> {
          assertThat(read.amount(read.find(id))).isEqualTo(amount);
          assertThat(read.side(read.find(id)) == Side.SELL).isEqualTo(id % 3 == 0);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSideIsASortedMap(boolean asks) {
    SplittableRandom random = new SplittableRandom(4);
    BookLadder side = new BookLadder(asks ? Side.SELL : Side.BUY);
    TreeMap<Long, List<Long>> map =
        new TreeMap<>(asks ? Comparator.<Long>naturalOrder() : Comparator.<Long>reverseOrder());
    for (int i = 0; i < 20_000; i++) {
      long price = 1 + random.nextInt(200);
      List<Long> there = map.getOrDefault(price, new ArrayList<>());
      if (there.isEmpty() || random.nextInt(5) < 2) {
        long amount = 1 + random.nextInt(100);
        map.computeIfAbsent(price, key -> new ArrayList<>()).add(amount);
        side.add(price, amount);
      } else {
        side.remove(price, there.remove(there.size() - 1));
        if (there.isEmpty()) {
          map.remove(price);
        }
      }
      if (i % 100 == 0) {
        assertThat(levels(side)).isEqualTo(levels(map));
      }
    }
    BookLadder loaded = new BookLadder(asks ? Side.SELL : Side.BUY);
    loaded.prepare(
        map.entrySet().stream()
            .flatMap(e -> e.getValue().stream().map(amount -> e.getKey()))
            .mapToLong(Long::longValue)
            .toArray());
    map.forEach((price, amounts) -> amounts.forEach(amount -> loaded.add(price, amount)));
    assertThat(levels(loaded)).isEqualTo(levels(map));
  }

  private static List<List<Long>> levels(BookLadder side) {
    List<List<Long>> levels = new ArrayList<>();
    for (int rank = 0; rank < side.size(); rank++) {
      levels.add(List.of(side.price(rank), side.amount(rank), (long) side.count(rank)));
    }
    return levels;
  }

  private static List<List<Long>> levels(TreeMap<Long, List<Long>> map) {
    List<List<Long>> levels = new ArrayList<>();
    map.forEach(
        (price, amounts) ->
            levels.add(
                List.of(
                    price,
                    amounts.stream().mapToLong(Long::longValue).sum(),
                    (long) amounts.size())));
    return levels;
  }

  @Test
  void numbersAndDecimalsSurviveTheState() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    List<Long> numbers = new ArrayList<>(List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 63L));
    List<BigDecimal> decimals =
        new ArrayList<>(
            List.of(
                new BigDecimal("0E-8"),
                new BigDecimal("1E-8"),
                new BigDecimal("7.74E+4"),
                new BigDecimal("-123456789012345678901234567890.12345")));
    for (int i = 0; i < 1_000; i++) {
      numbers.add(random.nextLong() >> random.nextInt(64));
      decimals.add(BigDecimal.valueOf(random.nextLong(), random.nextInt(20)));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (long number : numbers) {
      StateFormat.writeNumber(out, number);
    }
    for (BigDecimal decimal : decimals) {
      StateFormat.writeDecimal(out, decimal);
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    for (long number : numbers) {
      assertThat(StateFormat.readNumber(in)).isEqualTo(number);
    }
    for (BigDecimal decimal : decimals) {
      assertThat(StateFormat.readDecimal(in)).isEqualTo(decimal);
    }
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new BookSettings(0, 1, 0, 1, List.of(), 1, false, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxOrders is out of range: 0");
  }
}
