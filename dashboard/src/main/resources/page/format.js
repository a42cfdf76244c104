// Text for the page. Money stays the decimal text it is; only what is drawn becomes a number.

const MINUS = '−';

/** Decimal text with thousands apart; the digits stay as they are. */
export function money(text) {
  if (text === null || text === undefined || text === '') return '–';
  const negative = text.startsWith('-');
  const [whole, fraction] = (negative ? text.slice(1) : text).split('.');
  return (negative ? MINUS : '') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : '.' + fraction);
}

/** The same with at least so many decimals, so that a column of prices stands straight. */
export function padded(text, decimals) {
  const fraction = (text.split('.')[1] ?? '').length;
  if (fraction >= decimals) return money(text);
  return money(text + (fraction === 0 ? '.' : '') + '0'.repeat(decimals - fraction));
}

export const decimals = texts => Math.max(0, ...texts.map(t => (t.split('.')[1] ?? '').length));

const two = n => String(n).padStart(2, '0');

export function clock(millis) {
  const d = new Date(millis);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

export const minute = millis => clock(millis).slice(0, 5);

export function day(millis) {
  return new Date(millis).toISOString().slice(0, 10);
}

/** A span, to two figures at most. */
export function span(millis) {
  const ms = Math.max(0, millis);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

export function micros(value) {
  if (value < 1000) return `${Math.round(value)} µs`;
  if (value < 10_000) return `${(value / 1000).toFixed(1)} ms`;
  return span(value / 1000);
}

export function signed(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return (Number(text) === 0 ? '' : value < 0 ? MINUS : '+') + text;
}

export function intervalMillis(text) {
  const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[text.slice(-1)];
  return unit ? Number(text.slice(0, -1)) * unit : 0;
}

/** Sets text only where it changes: an element that stays is not laid out again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
