// What the page knows: frames of the server, put together.

import { intervalMillis } from './format.js';

const REPLACED = ['market', 'interval', 'price', 'book', 'trust', 'status', 'intervals', 'markets', 'flow_interval'];
/** Lists whose items begin with their time: one of the same time is replaced. How many are kept. */
const KEYED = { candles: 400, order_ends: 60, points: 2160, heat: 600, flow: 720 };
/** Lists that only grow. */
const APPENDED = { trades: 1200, gaps: 1000, alerts: 100 };

export class Model {
  market = '';
  interval = '';
  flow_interval = '';
  length = 0;
  trust = null;
  status = null;
  intervals = [];
  markets = [];
  delays = [];

  constructor() {
    this.reset();
  }

  reset() {
    for (const name of [...Object.keys(KEYED), ...Object.keys(APPENDED)]) this[name] = [];
    this.book = this.price = null;
  }

  take(frame) {
    if (frame.full) this.reset();
    for (const name of REPLACED) if (frame[name] !== undefined) this[name] = frame[name];
    for (const name of Object.keys(KEYED)) merge(this[name], frame[name] ?? [], KEYED[name]);
    for (const name of Object.keys(APPENDED)) {
      this[name].push(...frame[name] ?? []);
      shorten(this[name], APPENDED[name]);
    }
    this.length = intervalMillis(this.interval);
  }
}

/** What comes is in the order of time, and nearly always last. */
function merge(list, items, most) {
  for (const item of items) {
    let at = list.length;
    while (at > 0 && list[at - 1][0] > item[0]) at--;
    if (at > 0 && list[at - 1][0] === item[0]) list[at - 1] = item;
    else list.splice(at, 0, item);
  }
  shorten(list, most);
}

function shorten(list, most) {
  if (list.length > most) list.splice(0, list.length - most);
}
