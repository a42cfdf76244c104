import { test, equal } from './check.js';
import { clock, day, decimals, intervalMillis, micros, minute, money, padded, signed, span } from '../../main/resources/page/format.js';

test('money keeps its digits and sets thousands apart', () => {
  equal(money('1234567.8900'), '1,234,567.8900');
  equal(money('999'), '999');
  equal(money('1000'), '1,000');
  equal(money('-1234.5'), '−1,234.5');
  equal(money('0.00001234'), '0.00001234');
});

test('money that is not there is a dash', () => {
  equal([null, undefined, ''].map(money), ['–', '–', '–']);
});

test('a column of prices stands straight', () => {
  equal(decimals(['1', '2.50', '3.125']), 3);
  equal(decimals([]), 0);
  equal(padded('2.5', 3), '2.500');
  equal(padded('2', 2), '2.00');
  equal(padded('2.505', 2), '2.505');
  equal(padded('1000', 0), '1,000');
});

test('times are UTC', () => {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5);
  equal([clock(time), minute(time), day(time)], ['03:04:05', '03:04', '2026-01-02']);
});

test('a span has two figures at most', () => {
  equal([-5, 999, 1_000, 9_949, 10_000, 119_400, 120_000, 7_199_000, 7_200_000].map(span),
    ['0 ms', '999 ms', '1.0 s', '9.9 s', '10 s', '119 s', '2 min', '120 min', '2 h']);
});

test('microseconds go over to milliseconds and seconds', () => {
  equal([999, 1_000, 9_940, 10_000, 2_500_000].map(micros), ['999 µs', '1.0 ms', '9.9 ms', '10 ms', '2.5 s']);
});

test('a sign stands before what is not zero once rounded', () => {
  equal([signed(0.5, 2), signed(-0.5, 2), signed(0.001, 2), signed(-0.001, 2)], ['+0.50', '−0.50', '0.00', '0.00']);
});

test('the length of an interval is in milliseconds', () => {
  equal(['1s', '15m', '4h', '1d', 'x', ''].map(intervalMillis), [1_000, 900_000, 14_400_000, 86_400_000, 0, 0]);
});
