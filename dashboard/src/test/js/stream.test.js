import { test, equal } from './check.js';
import { clock } from './dom.js';
import { Stream } from '../../main/resources/page/stream.js';

const sources = [];
globalThis.EventSource = class {
  constructor(address) { this.address = address; sources.push(this); }
  close() { this.closed = true; }
  say(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
};

/** The server's clock, from which each answer takes so many milliseconds. */
const server = { ahead: 0, trip: 0 };
globalThis.fetch = async () => {
  const now = clock.now;
  clock.now += server.trip;
  return { text: async () => String((now + server.trip / 2 + server.ahead) * 1_000) };
};

function opened() {
  clock.timers = [];
  sources.length = 0;
  const told = [];
  const frames = [];
  const stream = new Stream({ frame: frame => frames.push(frame), state: (state, since) => told.push([state, since]) });
  stream.open('btcusd', '1m');
  return { stream, told, frames };
}

test('it is live with the first frame', () => {
  const { told, frames } = opened();
  equal(sources[0].address, 'events?market=btcusd&interval=1m');
  sources[0].say({ sent: 1 });
  sources[0].say({ sent: 2 });
  equal(told, [['connecting', 0], ['live', clock.now]]);
  equal(frames, [{ sent: 1 }, { sent: 2 }]);
});

test('a second after an error it asks again for the same', () => {
  const { told } = opened();
  sources[0].say({});
  const heard = clock.now;
  sources[0].onerror();
  equal([told.at(-1), sources[0].closed], [['lost', heard], true]);
  clock.pass(999);
  equal(sources.length, 1);
  clock.pass(1);
  equal([sources.length, sources[1].address], [2, sources[0].address]);
  sources[1].say({});
  equal(told.at(-1)[0], 'live');
});

test('four seconds of silence are a loss too', () => {
  const { told } = opened();
  sources[0].say({});
  clock.pass(4_000);
  equal([told.at(-1)[0], sources.length], ['live', 1]);
  clock.pass(500);
  equal(told.at(-1)[0], 'lost');
  clock.pass(1_000);
  equal([sources.length, sources[0].closed], [2, true]);
});

test('while it is lost the reader is told so again and again', () => {
  const { told } = opened();
  sources[0].onerror();
  const before = told.length;
  clock.pass(900);
  equal(told.length > before && told.every(([state]) => state !== 'live'), true);
});

test('another view closes the stream of the one before', () => {
  const { stream } = opened();
  stream.open('ethusd', '5m');
  equal([sources[0].closed, sources[1].address], [true, 'events?market=ethusd&interval=5m']);
});

test('its now is the server\'s, where the clocks differ by more than a trip can hide', async () => {
  Object.assign(server, { ahead: 5_000, trip: 20 });
  const { stream } = opened();
  await stream.measureClock();
  equal(stream.now() - clock.now, 5_000);
  Object.assign(server, { ahead: 8, trip: 20 });
  await stream.measureClock();
  equal(stream.now() - clock.now, 0);
});
