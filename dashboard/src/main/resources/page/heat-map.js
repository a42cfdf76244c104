// Resting orders over price and time, with the trades on them: drawn by hand, because a chart
// library would keep an object for each of its many thousand cells.

import { clock, minute, money, say } from './format.js';
import { palette, hatch } from './palette.js';
import { absent } from './panels.js';
import { missingSpans } from './missing.js';

const SPAN = 600_000;
const RIGHT = 66;
const BOTTOM = 20;

export class HeatMap {
  constructor(canvas, clip) {
    this.canvas = canvas;
    this.clip = clip;
  }

  restyle() {}

  resize() {}

  draw(model, now) {
    const columns = model.heat.filter(column => column[0] >= now - SPAN - 5_000);
    const known = columns.filter(column => column[1]);
    const empty = document.getElementById('heat-empty');
    empty.hidden = known.length > 0;
    this.canvas.style.display = known.length > 0 ? '' : 'none';
    if (known.length === 0) {
      say(empty, absent(model, 'book') || 'No valid book yet.');
      return;
    }
    const scale = devicePixelRatio;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
    }
    const draw = this.canvas.getContext('2d');
    draw.setTransform(scale, 0, 0, scale, 0, 0);
    draw.clearRect(0, 0, width, height);
    const right = width - RIGHT;
    const bottom = height - BOTTOM;

    // A short history is not squeezed into a corner: at least a minute, at most the whole span.
    const end = Math.ceil(now / 1_000) * 1_000;
    const begin = Math.max(end - SPAN, Math.min(columns[0][0], end - 60_000));
    const x = time => (time - begin) / (end - begin) * right;
    const { low, high } = this.bounds(known);
    const y = price => (high - price) / (high - low) * bottom;
    this.cells(draw, columns, known, { x, y, bottom, right });
    this.missing(draw, model, { x, begin, end, bottom, right });
    this.trades(draw, model, { x, y, begin, low, high });
    this.axes(draw, { low, high, begin, end, bottom, right, x, y });
    this.describe(model, known, begin, end);
  }

  /** Every price that the mid went through, and the clip around it, as far as there is something. */
  bounds(known) {
    let low = Infinity;
    let high = -Infinity;
    let lowest = Infinity;
    let highest = -Infinity;
    for (const [, [bids, asks]] of known) {
      if (!bids.length || !asks.length) continue;
      low = Math.min(low, bids[0][0]);
      high = Math.max(high, asks[0][0]);
      lowest = Math.min(lowest, bids.at(-1)[0]);
      highest = Math.max(highest, asks.at(-1)[0]);
    }
    const reach = (low + high) / 2 * Number(this.clip.value) / 1e4;
    return { low: Math.max(lowest, low - reach), high: Math.min(highest, high + reach) };
  }

  cells(draw, columns, known, { x, y, bottom, right }) {
    // Strength on a logarithm, up to the amount that only one in a hundred passes: one wall must
    // not make all else invisible.
    const amounts = [];
    for (let i = Math.max(0, known.length - 120); i < known.length; i += 6) for (const side of known[i][1]) for (const level of side) amounts.push(level[1]);
    amounts.sort((a, b) => a - b);
    const top = amounts[Math.floor(amounts.length * 0.99)] || 1;
    const floor = amounts[Math.floor(amounts.length * 0.1)] || top / 100;
    const strength = amount => Math.min(1, Math.max(0.06, Math.log(1 + amount / floor) / Math.log(1 + top / floor)));
    const snap = value => Math.round(value * devicePixelRatio) / devicePixelRatio;
    columns.forEach((column, i) => {
      if (!column[1]) return;
      // On whole pixels, so that columns neither overlap nor leave a seam.
      const left = snap(x(column[0]));
      // A second without a row changed nothing, so a column lasts until the next one.
      const next = columns[i + 1];
      const until = next ? Math.min(next[0], column[0] + 30_000) : column[0] + 1_000;
      const wide = snap(Math.min(right, x(until))) - left;
      if (wide <= 0) return;
      column[1].forEach((side, which) => {
        draw.fillStyle = which === 0 ? palette.up : palette.down;
        side.forEach((level, n) => {
          const beside = side[n + 1]?.[0] ?? (n > 0 ? 2 * level[0] - side[n - 1][0] : level[0]);
          const a = y(level[0]);
          const b = y(beside);
          // As tall as the way to the next level, but never a flag: emptiness must stay visible.
          const tall = Math.min(9, Math.max(2, Math.abs(b - a)));
          if (a < -9 || a > bottom + 9) return;
          draw.globalAlpha = strength(level[1]);
          draw.fillRect(left, which === 0 ? a : a - tall, wide, tall);
        });
      });
    });
    draw.globalAlpha = 1;
  }

  missing(draw, model, { x, begin, end, bottom, right }) {
    const pattern = draw.createPattern(hatch(palette.gap), 'repeat');
    const unknown = [];
    model.heat.forEach((column, i) => {
      if (!column[1]) unknown.push([column[0], model.heat[i + 1]?.[0] ?? end]);
    });
    const missing = missingSpans(model, begin, end, unknown);
    draw.fillStyle = pattern;
    for (const [from, to] of missing) {
      draw.fillRect(x(from), 0, Math.max(3, Math.min(right, x(to)) - x(from)), bottom);
    }
    this.canvas.dataset.missing = missing.length;
  }

  trades(draw, model, { x, y, begin, low, high }) {
    for (const [time, price, amount, buy, , large] of model.trades) {
      if (time < begin || +price < low || +price > high) continue;
      draw.beginPath();
      draw.arc(x(time), y(+price), large ? 6 : 1.6 + Math.min(2.5, Math.sqrt(+amount)), 0, 7);
      draw.lineWidth = 1.5;
      draw.strokeStyle = large ? palette.text : buy ? palette.up : palette.down;
      draw.fillStyle = buy ? palette.panel : palette.down;
      draw.fill();
      draw.stroke();
    }
  }

  axes(draw, { low, high, begin, end, bottom, right, x, y }) {
    draw.clearRect(right, 0, RIGHT, bottom + BOTTOM);
    draw.fillStyle = palette.soft;
    draw.font = '10px ui-monospace, "DejaVu Sans Mono", monospace';
    draw.textBaseline = 'middle';
    const step = nice((high - low) / 5);
    for (let price = Math.ceil(low / step) * step; price <= high; price += step) {
      draw.fillText(money(price.toFixed(step < 1 ? 2 : step < 10 ? 1 : 0)), right + 6, Math.max(6, y(price)));
    }
    const room = (end - begin) / right * 80;
    const every = [15_000, 30_000, 60_000, 120_000, 300_000].find(each => each >= room) ?? 600_000;
    draw.textAlign = 'center';
    for (let time = Math.ceil(begin / every) * every; time <= end; time += every) {
      const at = x(time);
      if (at > 18 && at < right - 18) draw.fillText(every < 60_000 ? clock(time) : minute(time), at, bottom + 11);
    }
    draw.textAlign = 'start';
  }

  describe(model, known, begin, end) {
    const [, [bids, asks]] = known.at(-1);
    const largest = side => side.reduce((most, level) => (level[1] > most[1] ? level : most), [0, 0]);
    const [bid, ask] = [largest(bids), largest(asks)];
    this.canvas.setAttribute('aria-label', `Resting orders from ${minute(begin)} to ${minute(end)} UTC. Largest now: ${bid[1]} bid at ${bid[0]}, ${ask[1]} offered at ${ask[0]}. ${this.canvas.dataset.missing} stretches are not known.`);
  }
}

function nice(raw) {
  const power = 10 ** Math.floor(Math.log10(raw));
  const digit = raw / power;
  return (digit > 5 ? 10 : digit > 2 ? 5 : digit > 1 ? 2 : 1) * power;
}
