import { test, equal } from './check.js';
import { Model } from '../../main/resources/page/model.js';

test('a whole frame replaces what was known, a later one adds to it', () => {
  const model = new Model();
  model.take({ full: true, market: 'btcusd', interval: '1m', price: { last: '1' }, trades: [[1]], candles: [[60, 'a']] });
  model.take({ full: false, market: 'btcusd', interval: '1m', trades: [[2]], candles: [[60, 'b'], [120, 'c']] });
  equal([model.trades, model.candles, model.price, model.length], [[[1], [2]], [[60, 'b'], [120, 'c']], { last: '1' }, 60_000]);
  model.take({ full: true, market: 'ethusd', interval: '5m', trades: [[3]] });
  equal([model.market, model.trades, model.candles, model.price, model.book, model.length], ['ethusd', [[3]], [], null, null, 300_000]);
});

test('what comes late stands at its time', () => {
  const model = new Model();
  model.take({ full: true, interval: '1m', candles: [[60, 'a'], [180, 'c']] });
  model.take({ interval: '1m', candles: [[120, 'b']] });
  model.take({ interval: '1m', candles: [[0, '-'], [60, 'A']] });
  equal(model.candles, [[0, '-'], [60, 'A'], [120, 'b'], [180, 'c']]);
});

test('trades, gaps and alerts stand in the order in which they came', () => {
  const model = new Model();
  model.take({ full: true, interval: '', alerts: [[5], [3]] });
  model.take({ interval: '', alerts: [[3], [4]] });
  equal(model.alerts, [[5], [3], [3], [4]]);
});

test('the oldest go where there are too many', () => {
  const model = new Model();
  const many = Array.from({ length: 1_300 }, (_, i) => [i]);
  model.take({ full: true, interval: '1s', trades: many, candles: many, order_ends: many, alerts: many });
  equal([model.trades.length, model.trades[0], model.candles.length, model.candles[0]], [1_200, [100], 400, [900]]);
  equal([model.order_ends.length, model.alerts.length], [60, 100]);
});

test('what a frame does not tell stays', () => {
  const model = new Model();
  model.take({ full: true, interval: '1m', trust: { rate: 5 }, markets: ['a'], flow_interval: '10s' });
  model.take({ interval: '1m' });
  equal([model.trust, model.markets, model.flow_interval], [{ rate: 5 }, ['a'], '10s']);
});
