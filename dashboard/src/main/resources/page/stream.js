// The connection to the server: reconnects by itself and tells when it has no word.

const SILENT_AFTER = 4_000;
const RETRY_AFTER = 1_000;

export class Stream {
  /** listener: frame(object), state('connecting' | 'live' | 'lost', since) */
  constructor(listener) {
    this.listener = listener;
    this.offset = 0;
    this.heard = 0;
    this.state = '';
    this.watch = setInterval(() => this.check(), 500);
  }

  open(market, interval) {
    this.close();
    this.tell(this.heard === 0 ? 'connecting' : 'lost');
    this.query = new URLSearchParams({ market, interval });
    this.opened = Date.now();
    const source = new EventSource('events?' + this.query);
    source.onmessage = message => {
      this.heard = Date.now();
      this.tell('live');
      this.listener.frame(JSON.parse(message.data));
    };
    // What the browser would try by itself after some time of its own; a fixed second is sooner.
    source.onerror = () => {
      this.tell('lost');
      this.retry();
    };
    this.source = source;
    this.measureClock();
  }

  close() {
    this.source?.close();
    clearTimeout(this.retrying);
  }

  retry() {
    this.source?.close();
    clearTimeout(this.retrying);
    this.retrying = setTimeout(() => this.open(this.query.get('market'), this.query.get('interval')), RETRY_AFTER);
  }

  check() {
    const since = Math.max(this.heard, this.opened ?? 0);
    if (this.source && Date.now() - since > SILENT_AFTER) {
      this.tell('lost');
      this.opened = Date.now();
      this.retry();
    } else if (this.state === 'lost') {
      this.listener.state('lost', this.heard);
    }
  }

  tell(state) {
    if (state !== this.state) {
      this.state = state;
      this.listener.state(state, this.heard);
    }
  }

  /** The server's clock as seen from here, from the quickest of three answers. */
  async measureClock() {
    let best = Infinity;
    try {
      for (let i = 0; i < 3; i++) {
        const before = Date.now();
        const server = Number(await (await fetch('time', { cache: 'no-store' })).text()) / 1000;
        const trip = Date.now() - before;
        if (trip < best) {
          best = trip;
          this.offset = server - (before + trip / 2);
          // Within what a trip can hide, the clocks are taken for one.
          if (Math.abs(this.offset) <= trip / 2 + 1) this.offset = 0;
        }
      }
    } catch {
      // The stream tells that the server is gone.
    }
  }

  /** Now by the server's clock, milliseconds. */
  now() {
    return Date.now() + this.offset;
  }
}
