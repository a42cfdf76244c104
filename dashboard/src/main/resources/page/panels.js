// The panels made of text and tables. Everything from a record is set as text, never as markup.

import { money, padded, decimals, clock, day, signed, say } from './format.js';

const $ = id => document.getElementById(id);

export function drawHero(model) {
  say($('market-name'), model.market);
  const price = model.price;
  say($('price'), price ? money(price.last) : '–');
  const change = $('change');
  if (price) {
    const down = price.change.startsWith('-');
    const zero = Number(price.change) === 0;
    const sign = zero ? '' : down ? '▼ ' : '▲ +';
    const hours = (price.at - price.since) / 3_600_000;
    say(change, `${sign}${money(price.change)} (${money(price.percent)} %) ${hours > 23.9 ? 'in 24 h' : 'since ' + clock(price.since).slice(0, 5)}`);
    change.className = 'change ' + (zero ? '' : down ? 'down' : 'up');
  } else {
    say(change, '');
  }
  const touch = model.book?.valid && twoSided(model.book) ? model.book.touch : null;
  $('figures').dataset.at = model.book?.at ?? '';
  say($('spread'), touch ? `${money(touch.spread)} · ${Number(touch.spread_bps).toFixed(2)} bps` : '–');
  say($('microprice'), touch ? money(Number(touch.microprice).toFixed(decimals([touch.bid, touch.ask]) + 1)) : '–');
  const imbalance = touch ? Number(touch.imbalance) : 0;
  say($('imbalance'), touch ? signed(imbalance, 2) + (imbalance >= 0.005 ? ' bids' : imbalance <= -0.005 ? ' asks' : '') : '–');
  const bar = $('imbalance-bar');
  const half = Math.abs(imbalance) * 50;
  bar.style.left = (imbalance < 0 ? 50 - half : 50) + '%';
  bar.style.width = half + '%';
  bar.style.background = imbalance < 0 ? 'var(--down)' : 'var(--up)';
  const last = model.candles.at(-1);
  say($('vwap-interval'), last ? model.interval : '');
  say($('vwap'), last && last[6] ? money(Number(last[6]).toFixed(decimals([last[4]]))) : '–');
}

export function rows(body, count, cells) {
  while (body.rows.length > count) body.deleteRow(-1);
  while (body.rows.length < count) {
    const row = body.insertRow();
    for (let i = 0; i < cells; i++) row.insertCell();
  }
  return body.rows;
}

/** Which Spark jobs publish a topic; the job all publishes every one. */
const JOBS = { candles: 'candles or all', book: 'book, market or all', flow: 'flow, market or all', orders: 'flow, market or all', alerts: 'book, market or all' };

export function absent(model, role) {
  const topic = model.status?.topics.find(each => each.role === role);
  if (!topic) return '';
  if (!topic.there) return `There is no topic ${topic.topic}: it comes from the Spark job ${JOBS[role]}.`;
  return topic.records === 0 ? `Nothing has come in topic ${topic.topic} yet.` : '';
}

/** Whether a book has a bid and an offer, without which it has no mid, spread or bands. */
export const twoSided = book => (book.touch?.mid ?? null) !== null;

const BOOK_REASONS = {
  no_snapshot: 'no snapshot has come yet',
  gap: 'order events are missing',
  refused: 'an order event could not be used',
  lost: 'Kafka deleted records before they were read',
  not_continued: 'nothing is known of the time before a session',
  audit: 'it differed from the exchange\'s snapshot',
  crossed: 'it was crossed',
  too_many_orders: 'it holds too many orders',
  number_out_of_range: 'a number does not fit',
};

export function drawLadder(model) {
  const book = model.book;
  const valid = book?.valid === true;
  const empty = $('book-empty');
  empty.hidden = valid;
  $('ladder').hidden = $('bands').hidden = !valid;
  $('ladder').dataset.at = book?.at ?? '';
  say($('ladder-at'), book ? 'as of ' + clock(Date.parse(book.at)) : '');
  if (!valid) {
    say(empty, book
      ? `The book is not known: ${BOOK_REASONS[book.reason] ?? String(book.reason)}. It comes back with the next snapshot.`
      : absent(model, 'book') || 'No book yet.');
    return;
  }
  const asks = book.asks.slice(0, 10).reverse();
  const bids = book.bids.slice(0, 10);
  const all = [...asks, ...bids];
  const priceDigits = decimals(all.map(level => level.price));
  const amountDigits = Math.min(8, decimals(all.map(level => level.amount)));
  const walls = new Set([...(book.bid_walls ?? []), ...(book.ask_walls ?? [])].map(level => level.price));
  const table = rows($('ladder').tBodies[0], asks.length + bids.length + 1, 3);
  // Walls fill their row; the others are measured among themselves.
  const most = Math.max(0, ...all.filter(each => !walls.has(each.price)).map(each => Number(each.amount))) || Infinity;
  const level = (row, side, each) => {
    const wall = walls.has(each.price);
    row.className = side + (wall ? ' wall' : '');
    row.style.setProperty('--share', (wall ? 100 : Number(each.amount) / most * 85).toFixed(1) + '%');
    for (const cell of row.cells) { cell.colSpan = 1; cell.hidden = false; }
    say(row.cells[0], padded(each.price, priceDigits) + (wall ? ' ▮' : ''));
    row.title = wall ? 'a wall: much more than the levels around it' : '';
    say(row.cells[1], padded(each.amount, amountDigits));
    say(row.cells[2], String(each.orders));
  };
  asks.forEach((each, i) => level(table[i], 'ask', each));
  const middle = table[asks.length];
  middle.className = 'middle';
  middle.title = '';
  middle.cells[0].colSpan = 3;
  middle.cells[1].hidden = middle.cells[2].hidden = true;
  say(middle.cells[0], !twoSided(book) ? 'one side is empty'
    : `mid ${money(book.touch.mid)} · ${book.touch.locked ? 'locked' : 'spread ' + money(book.touch.spread)}`);
  bids.forEach((each, i) => level(table[asks.length + 1 + i], 'bid', each));
  const depth = book.depth ?? [];
  const bands = rows($('bands').tBodies[0], depth.length, 3);
  const bandDigits = decimals(depth.flatMap(band => [band.bid_amount, band.ask_amount]));
  depth.forEach((band, i) => {
    say(bands[i].cells[0], '±' + band.bps);
    say(bands[i].cells[1], padded(band.bid_amount, bandDigits));
    say(bands[i].cells[2], padded(band.ask_amount, bandDigits));
  });
}

export function drawTape(model) {
  const newest = model.trades.slice(-60).reverse();
  const priceDigits = decimals(newest.map(t => t[1]));
  const table = rows($('tape').tBodies[0], newest.length, 4);
  newest.forEach(([time, price, amount, buy, id, large, repaired], i) => {
    const row = table[i];
    row.className = large ? 'large' : '';
    row.dataset.id = id;
    say(row.cells[0], clock(time) + (repaired ? ' ⟲' : ''));
    row.title = repaired ? 'fetched afterwards: the stream missed it' : '';
    say(row.cells[1], buy ? '▲ buy' : '▼ sell');
    row.cells[1].className = buy ? 'buy' : 'sell';
    say(row.cells[2], padded(price, priceDigits));
    say(row.cells[3], (large ? '★ ' : '') + money(amount));
  });
}

const ALERTS = {
  large_order: ['◆', 'large order'], wall_pulled: ['⊖', 'wall pulled'], wall_eaten: ['⊗', 'wall eaten'],
  wide_spread: ['↔', 'wide spread'], strong_imbalance: ['⚖', 'strong imbalance'], feed_incomplete: ['✕', 'feed incomplete'],
  book_invalid: ['✕', 'book not known'], snapshot_differs: ['≠', 'snapshot differs'], book_frames_differ: ['≠', 'book frames differ'],
};

export function drawAlerts(model) {
  const newest = model.alerts.slice(-40).reverse();
  const empty = $('alerts-empty');
  empty.hidden = newest.length > 0;
  if (newest.length === 0) say(empty, absent(model, 'alerts') || 'No alerts.');
  const list = $('alerts');
  list.hidden = newest.length === 0;
  const signature = newest.length + ':' + (newest[0]?.join() ?? '');
  if (list.dataset.signature === signature) return;
  list.dataset.signature = signature;
  list.replaceChildren(...newest.map(([time, kind, text]) => {
    const item = document.createElement('li');
    const when = document.createElement('time');
    when.textContent = clock(time);
    when.dateTime = new Date(time).toISOString();
    const name = document.createElement('b');
    const [sign, words] = ALERTS[kind] ?? ['•', kind];
    name.textContent = `${sign} ${words}`;
    item.append(when, name, text);
    return item;
  }));
}

export function drawCandleTable(model) {
  if (!$('candle-table').closest('details').open) return;
  const newest = model.candles.slice(-60).reverse();
  const table = rows($('candle-table').tBodies[0], newest.length, 10);
  newest.forEach((candle, i) => {
    const [start, open, high, low, close, volume, vwap, trades, complete, missing, revised, revision, , over] = candle;
    const cells = table[i].cells;
    const text = [
      day(start) + ' ' + clock(start), money(open), money(high), money(low), money(close), money(volume),
      vwap ? money(Number(vwap).toFixed(decimals([close]))) : '–', String(trades),
      over === false && complete ? 'not over yet' : complete ? 'whole' : missing ? `${missing} ms missing` : 'late trades left out', revised ? `revised (${revision})` : 'no',
    ];
    text.forEach((each, n) => say(cells[n], each));
    table[i].dataset.start = start;
  });
}
