// Takes the frames, keeps what the page shows, and draws what changed, at most once a screen frame.

import { clock, money, span } from './format.js';
import { Model } from './model.js';
import { themeButton } from './palette.js';
import { Stream } from './stream.js';
import { drawHero, drawLadder, drawTape, drawAlerts, drawCandleTable } from './panels.js';
import { drawTrust } from './trust.js';
import { PriceChart } from './price-chart.js';
import { DepthChart } from './depth-chart.js';
import { OrderEndsChart } from './order-ends-chart.js';
import { HeatMap } from './heat-map.js';

const $ = id => document.getElementById(id);
const model = new Model();

const stream = new Stream({
  frame: frame => {
    model.take(frame);
    draw(frame);
    // The first frame waits for the page itself to be set up, and a hidden page for its reader.
    if (!frame.full && !document.hidden) arrived.push(frame.sent);
  },
  state: (state, since) => {
    const pill = $('connection');
    pill.dataset.state = state;
    if (pill.textContent !== state) pill.textContent = state;
    const stale = state === 'lost';
    document.body.toggleAttribute('data-stale', stale);
    $('stale').hidden = !stale;
    if (stale) {
      const text = since === 0
        ? 'The server does not answer. Trying again every second.'
        : `No word from the server since ${clock(since)}. What you see is that old. Trying again every second.`;
      if ($('stale').textContent !== text) $('stale').textContent = text;
    }
  },
});

const arrived = [];
const price = new PriceChart($('price-chart'));
const depth = new DepthChart($('depth-chart'), $('clip'));
const orderEnds = new OrderEndsChart($('order-ends-chart'));
const heat = new HeatMap($('heat'), $('clip'));

/** Panels: which parts of a frame concern them, and how seldom they may be drawn, milliseconds.
 * Of the heavy ones one a screen frame is drawn, so that none makes the next frame late. */
const panels = [
  { parts: ['price', 'book', 'market', 'candles'], every: 0, draw: () => drawHero(model) },
  { parts: ['trades'], every: 0, draw: () => drawTape(model) },
  { parts: ['book', 'status'], every: 100, draw: () => drawLadder(model) },
  { parts: ['price', 'candles', 'gaps', 'flow', 'points'], every: 200, heavy: true, draw: () => price.draw(model, stream.now()) },
  { parts: ['book', 'status'], every: 250, heavy: true, draw: () => depth.draw(model) },
  { parts: ['heat', 'trades', 'gaps', 'status'], every: 500, heavy: true, draw: () => heat.draw(model, stream.now()) },
  { parts: ['order_ends', 'gaps', 'status'], every: 1000, heavy: true, draw: () => orderEnds.draw(model, stream.now()) },
  { parts: ['alerts', 'status'], every: 0, draw: () => drawAlerts(model) },
  { parts: ['trust', 'status', 'gaps', 'candles', 'book'], every: 250, draw: () => drawTrust(model, stream.now()) },
  { parts: ['candles'], every: 1000, draw: () => drawCandleTable(model) },
  { parts: ['markets', 'intervals'], every: 0, draw: drawPickers },
  { parts: ['price', 'status'], every: 1000, draw: drawTitle },
].map(panel => ({ ...panel, due: true, drawn: -Infinity }));

let asked = false;
let firstPaint = true;

function draw(frame) {
  for (const panel of panels) panel.due ||= frame === null || frame.full || panel.parts.some(part => frame[part] !== undefined);
  if (!asked) {
    asked = true;
    requestAnimationFrame(paint);
  }
}

function paint(time) {
  asked = false;
  let wait = false;
  let heavy = false;
  if (firstPaint && $('price').textContent !== '–') {
    // The frame before this one has put it on the screen.
    firstPaint = false;
    performance.mark('first-price');
  }
  for (const panel of panels) {
    if (!panel.due) continue;
    if (time - panel.drawn < panel.every || (panel.heavy && (heavy || (firstPaint && model.price)))) {
      wait = true;
      continue;
    }
    heavy ||= panel.heavy === true;
    panel.due = false;
    panel.drawn = time;
    panel.draw();
  }
  if (arrived.length > 0) {
    const now = stream.now() * 1000;
    for (const sent of arrived.splice(0)) model.delays.push([now, Math.max(0, now - sent)]);
    // Of the last minute, as the other delays are; a screen that shows 20 frames a second has 1,200.
    const old = model.delays.findIndex(each => each[0] > now - 60e6);
    model.delays.splice(0, Math.max(0, old, model.delays.length - 1_500));
  }
  if (wait && !asked) {
    asked = true;
    requestAnimationFrame(paint);
  }
}

function drawPickers() {
  const select = $('market');
  if ([...select.options].map(o => o.value).join() !== model.markets.join()) {
    select.replaceChildren(...model.markets.map(name => new Option(name.toUpperCase(), name)));
  }
  if (document.activeElement !== select) select.value = model.market;
  const group = $('intervals');
  if ([...group.children].map(b => b.value).join() !== model.intervals.join()) {
    group.replaceChildren(...model.intervals.map(name => {
      const button = document.createElement('button');
      button.type = 'button';
      button.value = button.textContent = name;
      button.addEventListener('click', () => look(model.market, name));
      return button;
    }));
  }
  for (const button of group.children) button.setAttribute('aria-pressed', String(button.value === model.interval));
  const simulated = model.status?.simulated === true;
  $('simulated').hidden = !simulated;
}

/** The price, for whoever has the page in a tab behind others. */
function drawTitle() {
  const simulated = model.status?.simulated === true ? 'SIMULATED' : '';
  const last = model.price ? money(model.price.last) : '';
  const title = [last, model.market.toUpperCase(), simulated, 'orderflow'].filter(Boolean).join(' · ');
  if (document.title !== title) document.title = title;
}

function look(market, interval) {
  const address = new URL(location.href);
  address.search = new URLSearchParams({ market, interval }).toString();
  history.replaceState(null, '', address);
  stream.open(market, interval);
}

$('market').addEventListener('change', event => look(event.target.value, model.interval));
$('clip').addEventListener('change', () => draw(null));
$('candle-table').closest('details').addEventListener('toggle', () => draw(null));
$('closer').addEventListener('click', () => zoom(0.5));
$('wider').addEventListener('click', () => zoom(2));

function zoom(factor) {
  price.zoom(factor);
  draw(null);
}

themeButton($('theme'), () => {
  for (const each of [price, depth, orderEnds, heat]) each.restyle();
  draw(null);
});

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(SELECT|INPUT)$/.test(event.target.tagName)) return;
  if (event.key === 'm') $('market').focus();
  else if (event.key === 't') $('theme').click();
  else if (event.key === '+') zoom(0.5);
  else if (event.key === '-') zoom(2);
  else if (/^[1-9]$/.test(event.key)) $('intervals').children[Number(event.key) - 1]?.click();
  else return;
  event.preventDefault();
});

new ResizeObserver(() => {
  for (const each of [price, depth, orderEnds, heat]) each.resize();
  draw(null);
}).observe(document.body);

// Age grows without frames, and a server that is gone must not leave it standing.
setInterval(() => {
  const age = $('age');
  const source = model.status?.topics.find(topic => topic.role === 'source');
  if (source?.there && !source.caught_up) {
    // At its start the server reads the last hour first; that is no age of the market.
    age.textContent = 'reading history';
    age.className = 'warn';
  } else if (model.trust?.last_event) {
    const millis = stream.now() - model.trust.last_event;
    age.textContent = span(millis) + ' ago';
    age.className = millis > 60_000 ? 'bad' : millis > 10_000 ? 'warn' : '';
  } else {
    age.textContent = '–';
  }
}, 200);

document.querySelector('script[src="echarts.min.js"]').addEventListener('load', () => draw(null));

const query = new URLSearchParams(location.search);
stream.open(query.get('market') ?? '', query.get('interval') ?? '');
