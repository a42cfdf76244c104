// As much of a browser as the page's modules use: elements that keep what is set, and a clock that
// stands still until a test moves it.

class Element {
  textContent = '';
  hidden = false;
  className = '';
  title = '';
  clientWidth = 600;
  clientHeight = 300;
  dataset = {};
  attributes = {};
  children = [];
  style = { setProperty(name, value) { this[name] = value; } };

  constructor(tag = 'div') {
    this.tag = tag;
  }

  setAttribute(name, value) { this.attributes[name] = String(value); }
  append(...nodes) { this.children.push(...nodes.map(node => this.adopt(node))); }
  replaceChildren(...nodes) { this.children = []; this.append(...nodes); }
  adopt(node) { return node instanceof Element ? Object.assign(node, { parent: this }) : { tag: '', textContent: String(node) }; }
  remove() { this.parent.children = this.parent.children.filter(each => each !== this); }
  get lastChild() { return this.children.at(-1); }
  /** Selectors here are lists of tags. */
  querySelectorAll(tags) { return this.children.filter(each => tags.split(', ').includes(each.tag)); }
  closest() { return { open: true }; }

  get tBodies() { return [this.body ??= new Element('tbody')]; }
  get rows() { return this.children; }
  get cells() { return this.children; }
  insertRow() { this.append(new Element('tr')); return this.lastChild; }
  insertCell() { this.append(new Element('td')); return this.lastChild; }
  deleteRow() { this.children.pop(); }

  /** A canvas's calls, by their names. */
  getContext() {
    this.drawn ??= [];
    return this.context ??= new Proxy({}, {
      get: (target, name) => target[name] ?? ((...words) => { this.drawn.push([name, ...words]); }),
    });
  }

  /** All of an element's text, as a reader sees it. */
  get text() {
    return this.hidden ? '' : [this.textContent, ...this.children.map(each => each.text ?? each.textContent)].filter(Boolean).join(' ');
  }
}

const elements = new Map();

export function element(id) {
  if (!elements.has(id)) elements.set(id, new Element());
  return elements.get(id);
}

export const text = id => element(id).text;
export const rows = id => element(id).tBodies[0].rows.map(row => row.text);

/** Timers and the wall clock. */
export const clock = {
  now: 1_788_551_700_000,
  timers: [],

  start(action, millis, every) {
    const timer = { action, due: this.now + millis, every };
    this.timers.push(timer);
    return timer;
  },

  pass(millis) {
    const end = this.now + millis;
    for (;;) {
      const next = this.timers.filter(each => each.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.now = next.due;
      if (next.every) next.due += next.every;
      else this.stop(next);
      next.action();
    }
    this.now = end;
  },

  stop(timer) { this.timers = this.timers.filter(each => each !== timer); },
};

/** What charts were given, newest last. */
export const charts = [];

Date.now = () => clock.now;
Object.assign(globalThis, {
  document: { getElementById: element, createElement: tag => new Element(tag), documentElement: new Element('html') },
  devicePixelRatio: 1,
  innerWidth: 1440,
  localStorage: { getItem: () => null, setItem() {} },
  matchMedia: () => ({ matches: false, addEventListener() {} }),
  getComputedStyle: () => ({ getPropertyValue: name => name }),
  setTimeout: (action, millis) => clock.start(action, millis),
  setInterval: (action, millis) => clock.start(action, millis, millis),
  clearTimeout: timer => clock.stop(timer),
  echarts: { init: () => ({ setOption: option => charts.push(option), dispose() {}, resize() {} }) },
  URLSearchParams: class {
    constructor(values) { this.values = values; }
    get(name) { return this.values[name]; }
    toString() { return Object.entries(this.values).map(each => each.join('=')).join('&'); }
  },
});
globalThis.window = globalThis;
