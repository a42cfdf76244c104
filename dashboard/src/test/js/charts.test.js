import { test, equal, matches } from './check.js';
import { charts, element, text } from './dom.js';
import { Model } from '../../main/resources/page/model.js';
import { DepthChart, steps } from '../../main/resources/page/depth-chart.js';
import { HeatMap } from '../../main/resources/page/heat-map.js';
import { OrderEndsChart } from '../../main/resources/page/order-ends-chart.js';
import { PriceChart } from '../../main/resources/page/price-chart.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const MINUTE = 60_000;
const START = NOW - NOW % MINUTE;

function model(frame) {
  const all = new Model();
  all.take({ full: true, market: 'btcusd', interval: '1m', ...frame });
  return all;
}

const series = id => charts.at(-1).series.find(each => each.id === id);
const down = since => ({ trust: { coverage: { down: [['live_orders_btcusd', since]] } } });

test('depth has a step at each level and a line from band to band behind them', () => {
  const levels = [{ price: '99', amount: '2' }, { price: '98', amount: '3' }];
  const bands = [{ bps: 100, bid_amount: '2' }, { bps: 500, bid_amount: '9' }];
  equal(steps(levels, bands, 'bid', 100), [[99, 0], [99, 2], [98, 2], [98, 5], [95, 9]]);
  equal(steps([], [{ bps: 100, ask_amount: '7' }], 'ask', 100), [[101, 7]]);
});

test('depth is drawn as far as the reader wants, with its sums in words', () => {
  const chart = new DepthChart(element('depth'), { value: '200' });
  chart.draw(model({ book: {
    valid: true, at: 'x', touch: { mid: '100' }, depth: [],
    bids: [{ price: '99', amount: '2' }, { price: '97', amount: '50' }], asks: [{ price: '101', amount: '3' }],
    bid_walls: [{ price: '97', amount: '50' }], ask_walls: [{ price: '101', amount: '3' }],
  } }));
  equal([charts.at(-1).xAxis, series('bids').data], [{ min: 98, max: 102 }, [[99, 0], [99, 2], [98, 2]]]);
  equal(series('marks').data.map(each => each.value), [[101, 3]]);
  equal(element('depth').attributes['aria-label'], 'Depth within 200 basis points of 100: bids 2.000, asks 3.000; 1 walls below, 1 above.');
  chart.draw(model({ book: { valid: false } }));
  equal([element('depth').style.visibility, element('depth').attributes['aria-label']], ['hidden', 'Depth: no valid book']);
});

test('ends of orders are told in shares', () => {
  const chart = new OrderEndsChart(element('order-ends'));
  chart.draw(model({ order_ends: [[START - MINUTE, 1, 1, 5, 0], [START, 0, 0, 1, 2]], ...down(START) }), NOW);
  equal(text('order-ends-note'), 'Of 10 orders that ended since 03:03: 10.0 % filled, 10.0 % partly, 60.0 % pulled unfilled, 20.0 % not seen.');
  equal(series('pulled').data, [[START - MINUTE / 2, 5], [START + MINUTE / 2, 1]]);
  equal(series('share').data.map(each => each[1]), [28.57, 0]);
  equal([element('order-ends').dataset.shaded, series('gaps').markArea.data[0][0].xAxis], [1, START]);
  chart.draw(model({}), NOW);
  equal([text('order-ends-note'), element('order-ends').style.display], ['No order has ended yet.', 'none']);
});

const candle = (start, more = {}) => Object.assign([start, '1', '4', '0.5', '2', '10', '1.5', 4, true, 0, false, 1, true], more);

test('candles are drawn with what is under them, and described', () => {
  const chart = new PriceChart(element('price-chart'));
  chart.draw(model({
    candles: [candle(START - MINUTE), candle(START, { 10: true })], price: { last: '2', change: '1' },
    points: [[START, 1.5, 0.5, 2, 2.25]], flow_interval: '10s', flow: [[START, 0.25, -3, 1, true]],
  }), NOW);
  equal(series('candles').data.at(-1), [START + MINUTE / 2, 1, 2, 0.5, 4]);
  equal([series('vwap').data.length, series('revised').data, series('micro').data], [2, [[START + MINUTE / 2, 0.5]], [[START, 2.25]]]);
  equal([series('spread').data, series('imbalance').data, series('cvd').data], [[[START, 1.5]], [[START, 0.5]], [[START + 10_000, -3]]]);
  equal([element('price-chart').dataset.revised, element('price-chart').dataset.shaded, element('price-chart').dataset.flowAt], [1, 0, START]);
  equal(element('price-chart').attributes['aria-label'],
    '2 candles of 1m, from 03:03:00 to 03:04:00 UTC: last close 2, highest 4, lowest 0.5; 0 stretches shaded as missing; 1 revised at 03:04:00.'
    + ' In the 10s from 03:04:00: order-flow imbalance 0.25, cumulative delta -3. A table follows.');
});

test('what is missing is shaded on every pane, a candle that says so itself once', () => {
  const chart = new PriceChart(element('price-chart'));
  const gaps = [[START - 100_000, START - 90_000, false, 'a', 'b'], [START - 300_000, START - 290_000, true, 'a', 'b']];
  chart.draw(model({ candles: [candle(START - 5 * MINUTE, { 8: false }), candle(START - 2 * MINUTE, { 8: false }), candle(START)], gaps }), NOW);
  equal(element('price-chart').dataset.shaded, 2);
  equal([0, 1, 5].map(pane => series('gap' + pane).markArea.data.length), [3, 2, 2]);
});

test('a tip names what is not whole and what was revised', () => {
  const chart = new PriceChart(element('price-chart'));
  chart.draw(model({ candles: [candle(START, { 8: false, 9: 1_500, 10: true, 11: 3 })] }), NOW);
  const tip = chart.tip([{ seriesId: 'candles', value: [START + MINUTE / 2] }, { seriesId: 'ofi', value: [START, -0.5] }]);
  matches(tip, /NOT WHOLE: 1.5 s missing\nREVISED by a repair \(revision 3\)\norder-flow imb. −0.500$/);
});

test('fewer and more candles have bounds', () => {
  const chart = new PriceChart(element('price-chart'));
  for (let i = 0; i < 9; i++) chart.zoom(0.5);
  equal(chart.count, 15);
  for (let i = 0; i < 9; i++) chart.zoom(2);
  equal(chart.count, 240);
});

test('the heat map draws each side of each second, and what is not known', () => {
  const heat = new HeatMap(element('heat'), { value: '500' });
  const column = (second, levels) => [START + second * 1_000, levels];
  heat.draw(model({
    heat: [column(0, [[[99, 2], [98, 5]], [[101, 3]]]), column(1, null), column(2, [[[99, 2]], [[101, 3]]])],
    trades: [[START, '100', '1', true, 1, false, false]],
  }), NOW);
  equal(element('heat').dataset.missing, 1);
  matches(element('heat').attributes['aria-label'], /Largest now: 2 bid at 99, 3 offered at 101\. 1 stretches are not known\.$/);
  equal(heat.bounds([column(0, [[[99, 2], [98, 5]], [[101, 3]]])]), { low: 98, high: 101 });
  equal(element('heat').drawn.filter(([name]) => name === 'arc').length, 1);
  heat.draw(model({}), NOW);
  equal([text('heat-empty'), element('heat').style.display], ['No valid book yet.', 'none']);
});
