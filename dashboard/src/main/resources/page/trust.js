// The trust strip: whether the data behind the numbers is whole, and how old it is.

import { clock, minute, span, micros, money, say } from './format.js';
import { palette, hatch } from './palette.js';
import { missingSpans } from './missing.js';

const $ = id => document.getElementById(id);
const HOUR = 3_600_000;
// Pixels: hardly a line of the hatch crosses a gap narrower than that.
const NARROW = 8;
const MARKS = { good: '✓', warn: '!', bad: '✕', none: '○' };

function mark(id, level) {
  const element = $(id);
  say(element, MARKS[level]);
  element.className = 'mark ' + level;
}

export function drawTrust(model, now) {
  const levels = [completeness(model, now), agreement(model), candles(model)];
  const trust = model.trust;
  say($('rate'), trust ? `${trust.rate} /s` : '–');
  if (trust && trust.last_event && now - trust.last_event > 60_000) levels.push('bad');
  $('trust').dataset.level = ['bad', 'warn', 'good'].find(level => levels.includes(level)) ?? 'none';
  for (const hop of ['exchange', 'kafka', 'spark']) {
    const value = trust?.latency[hop];
    say($(hop + '-p50'), value ? micros(value.p50) : '–');
    say($(hop + '-p99'), value ? micros(value.p99) : '–');
  }
  const delays = model.delays.map(each => each[1]).sort((a, b) => a - b);
  const at = share => micros(delays[Math.min(delays.length - 1, Math.floor(delays.length * share))]);
  say($('browser-p50'), delays.length ? at(0.5) : '–');
  say($('browser-p99'), delays.length ? at(0.99) : '–');
  topics(model, now);
}

function completeness(model, now) {
  const coverage = model.trust?.coverage;
  const known = Boolean(coverage?.percent);
  say($('complete'), known ? coverage.percent + ' %' : '–');
  if (!known) {
    mark('complete-mark', 'none');
    return 'none';
  }
  const length = coverage.to - coverage.from;
  say($('window'), length > HOUR - 60_000 ? 'last hour' : `since ${minute(coverage.from)} (${span(length)})`);
  const down = coverage.down.length > 0;
  const level = down ? 'bad' : coverage.missing_ms > 0 ? 'warn' : 'good';
  mark('complete-mark', level);
  const words = [];
  if (down) words.push('not connected: ' + coverage.down.map(([channel, since]) => `${channel} since ${clock(since)}`).join(', '));
  words.push(coverage.unrepaired === 0 ? 'nothing is missing' : `${coverage.unrepaired} ${coverage.unrepaired === 1 ? 'gap' : 'gaps'}, ${span(coverage.missing_ms)} missing`);
  if (coverage.repaired > 0) words.push(`${coverage.repaired} repaired`);
  const text = words.join(' · ');
  say($('complete-note'), text);
  timeline(model, now, text);
  return level;
}

function timeline(model, now, text) {
  const canvas = $('timeline');
  const scale = devicePixelRatio;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  const draw = canvas.getContext('2d');
  draw.setTransform(scale, 0, 0, scale, 0, 0);
  const from = now - HOUR;
  const x = time => (time - from) / HOUR * width;
  const coverage = model.trust.coverage;
  draw.fillStyle = palette.line;
  draw.fillRect(0, 0, width, height);
  draw.fillStyle = palette.good;
  draw.globalAlpha = 0.75;
  draw.fillRect(x(coverage.from), 4, width - x(coverage.from), height - 8);
  draw.globalAlpha = 1;
  const missing = missingSpans(model, from, now);
  for (const [start, end] of missing) {
    const left = x(start);
    const wide = Math.max(3, x(end) - left);
    draw.fillStyle = palette.panel;
    draw.fillRect(left, 0, wide, height);
    draw.fillStyle = wide < NARROW ? palette.gap : draw.createPattern(hatch(palette.gap), 'repeat');
    draw.fillRect(left, 0, wide, height);
  }
  draw.fillStyle = palette.repaired;
  for (const gap of model.gaps) if (gap[2] && gap[1] >= from) draw.fillRect(x(gap[0]), height - 3, Math.max(3, x(gap[1]) - x(gap[0])), 3);
  canvas.dataset.missing = missing.length;
  canvas.dataset.spans = JSON.stringify(missing);
  canvas.setAttribute('aria-label', `The last hour, ${minute(from)} to ${minute(now)} UTC: ${text}`);
}

function agreement(model) {
  const audit = model.book?.audit;
  if (!audit) {
    const topic = model.status?.topics.find(each => each.role === 'book');
    say($('agreement'), '–');
    say($('agreement-note'), topic && !topic.there ? 'No job publishes the book.' : 'No book yet.');
    mark('agreement-mark', 'none');
    return 'none';
  }
  if (!model.book.valid) {
    say($('agreement'), 'not known');
    say($('agreement-note'), `Not valid (${model.book.reason}) until the next snapshot.`);
    mark('agreement-mark', 'bad');
    return 'bad';
  }
  if (audit.agreement === null || audit.agreement === undefined) {
    say($('agreement'), 'not audited yet');
    say($('agreement-note'), 'Compared with every further snapshot.');
    mark('agreement-mark', 'none');
    return 'none';
  }
  const share = Number(audit.agreement);
  const level = share === 1 ? 'good' : share >= 0.999 ? 'warn' : 'bad';
  say($('agreement'), (Math.floor(share * 1e5) / 1e3) + ' %');
  say($('agreement-note'), `audit at ${clock(Date.parse(audit.at))}, ${audit.audits} so far, ${audit.unequal_audits} unequal`);
  mark('agreement-mark', level);
  return level;
}

function candles(model) {
  const shown = model.candles.slice(-120);
  if (shown.length === 0) {
    say($('candles-state'), '–');
    say($('candles-note'), '');
    mark('candles-mark', 'none');
    return 'none';
  }
  const incomplete = shown.filter(c => !c[8]).length;
  const revised = shown.filter(c => c[10]).length;
  say($('candles-state'), incomplete === 0 ? 'all whole' : `${incomplete} not whole`);
  say($('candles-note'), `${revised} revised by a repair, of the newest ${shown.length}`);
  const level = incomplete === 0 ? 'good' : 'warn';
  mark('candles-mark', level);
  return level;
}

const JOBS = { source: 'connector', candles: 'candles', book: 'book', flow: 'flow', orders: 'orders', alerts: 'alerts' };

function topics(model, now) {
  const status = model.status;
  if (!status) return;
  const list = $('topics');
  const all = status.kafka ? status.topics : [{ role: 'kafka' }, ...status.topics];
  while (list.children.length > all.length) list.lastChild.remove();
  while (list.children.length < all.length) {
    const item = document.createElement('li');
    item.append(document.createElement('b'), ' ', document.createElement('span'));
    list.append(item);
  }
  all.forEach((topic, i) => {
    const item = list.children[i];
    const [name, words] = item.querySelectorAll('b, span');
    let text;
    let level = 'good';
    if (topic.role === 'kafka') {
      text = 'does not answer';
      level = 'bad';
    } else if (!topic.there) {
      text = 'not published';
      level = 'none';
    } else if (topic.records === 0) {
      text = 'nothing yet';
      level = 'none';
    } else {
      text = span(now - topic.newest) + ' ago';
      if (!topic.caught_up) text = 'reading what was, ' + text;
      if (topic.role !== 'alerts' && now - topic.newest > 60_000) level = 'warn';
    }
    if (topic.rejected > 0) {
      text += `, ${topic.rejected} unreadable`;
      level = 'warn';
    }
    say(name, MARKS[level] + ' ' + (JOBS[topic.role] ?? 'Kafka'));
    name.className = level;
    item.dataset.role = topic.role;
    item.title = topic.rejected > 0 ? topic.reason : topic.topic ?? '';
    say(words, text);
  });
}
