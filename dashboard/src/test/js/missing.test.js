import { test, equal } from './check.js';
import { missingSpans } from '../../main/resources/page/missing.js';

const model = (gaps, down = []) => ({ gaps, trust: { coverage: { down } } });

test('gaps that touch are one, in the order of time', () => {
  equal(missingSpans(model([[50, 60, false], [10, 20, false], [20, 30, false], [12, 15, false]]), 0, 100), [[10, 30], [50, 60]]);
});

test('a repaired gap is not missing', () => {
  equal(missingSpans(model([[10, 20, true]]), 0, 100), []);
});

test('spans are cut to the axis, and what lies beside it is left out', () => {
  equal(missingSpans(model([[-10, 5, false], [95, 120, false], [-20, -11, false], [101, 102, false]]), 0, 100), [[0, 5], [95, 100]]);
});

test('a channel that is down is missing up to the end of the axis', () => {
  equal(missingSpans(model([], [['live_orders_btcusd', 80]]), 0, 100), [[80, 100]]);
});

test('spans of the caller are merged in', () => {
  equal(missingSpans(model([[10, 20, false]]), 0, 100, [[15, 25], [70, 71]]), [[10, 25], [70, 71]]);
});

test('before anything is known nothing is missing', () => {
  equal(missingSpans({ gaps: [], trust: null }, 0, 100), []);
});
