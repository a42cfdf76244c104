import { test, equal, matches } from './check.js';
import { element, text } from './dom.js';
import { Model } from '../../main/resources/page/model.js';
import { drawTrust } from '../../main/resources/page/trust.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

function draw(frame, coverage = {}, trust = {}) {
  const model = new Model();
  model.take({
    full: true, market: 'btcusd', interval: '1m',
    trust: {
      rate: 12, last_event: NOW - 1_000, latency: {}, ...trust,
      coverage: { from: NOW - 3_600_000, to: NOW, percent: '100', missing_ms: 0, repaired: 0, unrepaired: 0, down: [], ...coverage },
    },
    ...frame,
  });
  drawTrust(model, NOW);
  return model;
}

const book = audit => ({ book: { valid: true, audit: { at: '2026-01-02T03:04:00Z', audits: 5, unequal_audits: 0, ...audit } } });

test('whole is told as such', () => {
  draw(book({ agreement: '1' }));
  equal([text('complete'), text('complete-mark'), text('window'), text('complete-note')], ['100 %', '✓', 'last hour', 'nothing is missing']);
  equal([text('rate'), element('trust').dataset.level, element('timeline').dataset.missing], ['12 /s', 'good', 0]);
});

test('what is missing is told with its length, and drawn', () => {
  const gap = [NOW - 40_000, NOW - 30_000, false, 'live_orders_btcusd', 'x'];
  draw({ gaps: [gap, [0, 1, true, 'a', 'b']] }, { percent: '99.722', missing_ms: 10_000, unrepaired: 1, repaired: 2 });
  equal([text('complete'), text('complete-mark'), text('complete-note')], ['99.722 %', '!', '1 gap, 10 s missing · 2 repaired']);
  equal([element('timeline').dataset.missing, element('timeline').dataset.spans], [1, JSON.stringify([[NOW - 40_000, NOW - 30_000]])]);
  equal(element('trust').dataset.level, 'warn');
});

test('a channel without a connection is bad', () => {
  draw({}, { percent: '99', missing_ms: 1, unrepaired: 2, down: [['live_orders_btcusd', NOW - 5_000]] });
  equal([text('complete-mark'), element('trust').dataset.level], ['✕', 'bad']);
  equal(text('complete-note'), 'not connected: live_orders_btcusd since 03:04:00 · 2 gaps, 1 ms missing');
});

test('a window shorter than an hour says since when', () => {
  draw({}, { from: NOW - 600_000 });
  equal(text('window'), 'since 02:54 (10 min)');
});

test('before the first event nothing is claimed', () => {
  draw({}, { percent: '' });
  equal([text('complete'), text('complete-mark')], ['–', '○']);
});

test('an event older than a minute is bad', () => {
  draw({}, {}, { last_event: NOW - 60_001 });
  equal(element('trust').dataset.level, 'bad');
  draw({}, {}, { last_event: NOW - 60_000 });
  equal(element('trust').dataset.level, 'good');
});

test('the book is as good as its last audit', () => {
  const shown = audit => { draw(book(audit)); return [text('agreement'), text('agreement-mark')]; };
  equal(shown({ agreement: '1' }), ['100 %', '✓']);
  matches(text('agreement-note'), /^audit at 03:04:00, 5 so far, 0 unequal$/);
  equal(shown({ agreement: '0.999999' }), ['99.999 %', '!']);
  equal(shown({ agreement: '0.99' }), ['99 %', '✕']);
  equal(shown({ agreement: null }), ['not audited yet', '○']);
  draw({ book: { valid: false, reason: 'gap', audit: {} } });
  equal([text('agreement'), text('agreement-mark')], ['not known', '✕']);
  draw({ status: { kafka: true, topics: [{ role: 'book', there: false }] } });
  equal(text('agreement-note'), 'No job publishes the book.');
});

test('candles that are not whole are counted', () => {
  const candle = (start, complete, revised) => [start, '1', '1', '1', '1', '1', null, 1, complete, 0, revised, 1, true];
  draw({ candles: [candle(0, true, true), candle(1, false, false)] });
  equal([text('candles-state'), text('candles-mark'), text('candles-note')], ['1 not whole', '!', '1 revised by a repair, of the newest 2']);
  draw({ candles: [candle(0, true, false)] });
  equal([text('candles-state'), text('candles-mark')], ['all whole', '✓']);
});

test('each hop has its delay, and one without values a dash', () => {
  draw({}, {}, { latency: { exchange: { p50: 900, p99: 2_500 }, kafka: { p50: 12_000, p99: 2_000_000 } } });
  equal(['exchange-p50', 'exchange-p99', 'kafka-p50', 'kafka-p99', 'spark-p50'].map(text), ['900 µs', '2.5 ms', '12 ms', '2.0 s', '–']);
});

test('the delay to the browser is this browser\'s own', () => {
  const model = draw({});
  model.delays = Array.from({ length: 100 }, (_, i) => [0, (100 - i) * 1_000]);
  drawTrust(model, NOW);
  equal([text('browser-p50'), text('browser-p99')], ['51 ms', '100 ms']);
});

test('each topic says how old it is, or why not', () => {
  const topic = more => ({ there: true, caught_up: true, records: 5, newest: NOW - 2_000, rejected: 0, topic: 't', ...more });
  draw({ status: { kafka: true, topics: [
    topic({ role: 'source' }), topic({ role: 'candles', newest: NOW - 60_001 }), topic({ role: 'book', there: false }),
    topic({ role: 'flow', records: 0 }), topic({ role: 'orders', caught_up: false }), topic({ role: 'alerts', newest: 0, rejected: 2, reason: 'why' }),
  ] } });
  const shown = element('topics').children;
  equal(shown.slice(0, 5).map(each => each.text), [
    '✓ connector   2.0 s ago', '! candles   60 s ago', '○ book   not published', '○ flow   nothing yet', '✓ orders   reading what was, 2.0 s ago',
  ]);
  matches(shown[5].text, /^! alerts .*, 2 unreadable$/);
  equal([shown[5].title, shown[0].title], ['why', 't']);
  draw({ status: { kafka: false, topics: [] } });
  equal(element('topics').children.map(each => each.text), ['✕ Kafka   does not answer']);
});
