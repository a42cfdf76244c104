import { test, equal, matches } from './check.js';
import { element, rows, text } from './dom.js';
import { Model } from '../../main/resources/page/model.js';
import { absent, drawAlerts, drawCandleTable, drawHero, drawLadder, drawTape } from '../../main/resources/page/panels.js';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

function model(frame) {
  const all = new Model();
  all.take({ full: true, market: 'btcusd', interval: '1m', ...frame });
  return all;
}

const book = more => ({
  valid: true, at: '2026-01-02T03:04:05Z',
  touch: { bid: '99.5', ask: '100.5', spread: '1', spread_bps: '100.001', mid: '100', microprice: '100.25', imbalance: '0.5' },
  bids: [{ price: '99.5', amount: '3', orders: 2 }, { price: '99', amount: '40', orders: 1 }],
  asks: [{ price: '100.5', amount: '1.25', orders: 1 }],
  depth: [{ bps: 5, bid_amount: '3', ask_amount: '1.25' }],
  bid_walls: [{ price: '99', amount: '40' }], ask_walls: [], ...more,
});

test('the price stands with its change and since when', () => {
  drawHero(model({ price: { last: '12345.60', at: AT, change: '-20', percent: '-0.16', since: AT - 3_600_000 } }));
  equal([text('price'), text('change'), element('change').className], ['12,345.60', '▼ −20 (−0.16 %) since 02:04', 'change down']);
  drawHero(model({ price: { last: '1', at: AT, change: '0.5', percent: '100', since: AT - 86_400_000 } }));
  equal([text('change'), element('change').className], ['▲ +0.5 (100 %) in 24 h', 'change up']);
  drawHero(model({}));
  equal([text('price'), text('change')], ['–', '']);
});

test('figures are those of a valid book alone', () => {
  drawHero(model({ book: book(), candles: [[0, '1', '1', '1', '1.5', '1', '1.23456']] }));
  equal([text('spread'), text('microprice'), text('imbalance'), text('vwap')], ['1 · 100.00 bps', '100.25', '+0.50 bids', '1.2']);
  equal([element('imbalance-bar').style.left, element('imbalance-bar').style.width], ['50%', '25%']);
  drawHero(model({ book: book({ touch: { ...book().touch, imbalance: '-0.5' } }) }));
  equal([text('imbalance'), element('imbalance-bar').style.left], ['−0.50 asks', '25%']);
  drawHero(model({ book: { valid: false, reason: 'gap' } }));
  equal([text('spread'), text('microprice'), text('imbalance'), text('vwap')], ['–', '–', '–', '–']);
});

test('the ladder goes from the highest price to the lowest, with walls marked', () => {
  drawLadder(model({ book: book() }));
  equal(rows('ladder'), ['100.5 1.25 1', 'mid 100 · spread 1', '99.5 3.00 2', '99.0 ▮ 40.00 1']);
  equal(element('ladder').tBodies[0].rows.map(row => row.className), ['ask', 'middle', 'bid', 'bid wall']);
  equal(element('ladder').tBodies[0].rows[2].style['--share'], '85.0%');
  equal(rows('bands'), ['±5 3.00 1.25']);
  equal([text('ladder-at'), element('book-empty').hidden], ['as of 03:04:05', true]);
});

test('a book that is not known is not shown, and why', () => {
  drawLadder(model({ book: { valid: false, reason: 'gap', at: '2026-01-02T03:04:05Z' } }));
  equal([element('ladder').hidden, element('bands').hidden], [true, true]);
  equal(text('book-empty'), 'The book is not known: order events are missing. It comes back with the next snapshot.');
  drawLadder(model({ book: { valid: false, reason: 'new_reason', at: '2026-01-02T03:04:05Z' } }));
  matches(text('book-empty'), /new_reason/);
  drawLadder(model({ status: { topics: [{ role: 'book', topic: 'b', there: false }] } }));
  equal(text('book-empty'), 'There is no topic b: it comes from the Spark job book, market or all.');
});

test('what is absent is told by its topic', () => {
  const status = topic => ({ status: { topics: [{ role: 'flow', topic: 'f', ...topic }] } });
  equal(absent(status({ there: true, records: 0 }), 'flow'), 'Nothing has come in topic f yet.');
  equal([absent(status({ there: true, records: 1 }), 'flow'), absent(status({}), 'book')], ['', '']);
});

test('trades stand newest first, with what is large and what was repaired', () => {
  drawTape(model({ trades: [[AT, '100.5', '0.50', true, 7, false, false], [AT + 1_000, '99', '1000', false, 8, true, true]] }));
  equal(rows('tape'), ['03:04:06 ⟲ ▼ sell 99.0 ★ 1,000', '03:04:05 ▲ buy 100.5 0.50']);
  equal(element('tape').tBodies[0].rows.map(row => [row.dataset.id, row.className]), [[8, 'large'], [7, '']]);
});

test('sixty trades are shown', () => {
  drawTape(model({ trades: Array.from({ length: 70 }, (_, i) => [AT, '1', '1', true, i, false, false]) }));
  equal(rows('tape').length, 60);
  drawTape(model({}));
  equal(rows('tape').length, 0);
});

test('alerts stand newest first, as text', () => {
  drawAlerts(model({ alerts: [[AT, 'wide_spread', 'a'], [AT + 1_000, '<b>', '<i>x</i>']] }));
  equal(element('alerts').children.map(each => each.text), ['03:04:06 • <b> <i>x</i>', '03:04:05 ↔ wide spread a']);
  equal(element('alerts-empty').hidden, true);
  drawAlerts(model({}));
  equal([text('alerts-empty'), element('alerts').hidden], ['No alerts.', true]);
});

test('candles stand in the table with what is missing and what was revised', () => {
  drawCandleTable(model({ candles: [
    [AT, '1', '3', '0.5', '2.5', '10', '2.04', 4, true, 0, false, 1, true],
    [AT + 60_000, '1', '3', '0.5', '2', '10', null, 0, false, 1_200, true, 3, false],
    [AT + 120_000, '1', '3', '0.5', '2', '10', null, 0, false, 0, false, 1, false],
  ] }));
  equal(rows('candle-table'), [
    '2026-01-02 03:06:05 1 3 0.5 2 10 – 0 late trades left out no',
    '2026-01-02 03:05:05 1 3 0.5 2 10 – 0 1200 ms missing revised (3)',
    '2026-01-02 03:04:05 1 3 0.5 2.5 10 2.0 4 whole no',
  ]);
});
