// Candles with VWAP and microprice, and under them volume, spread, imbalance, order-flow imbalance
// and cumulative volume delta, all on one time axis, with what is missing shaded on each.

import { clock, minute, day, money, span, signed, intervalMillis } from './format.js';
import { palette } from './palette.js';
import { absent } from './panels.js';
import { missingSpans } from './missing.js';
import { Chart, axisLine, axisText, missingStyle, splitLine, tooltip } from './chart.js';

const PANES = [
  { name: 'price', top: 8, share: 46 },
  { name: 'volume', share: 11 },
  { name: 'spread bps', share: 10 },
  { name: 'imbalance', share: 10 },
  { name: 'order-flow imb.', share: 11 },
  { name: 'cum. delta', share: 12 },
];
const LEFT = 12;
const RIGHT = 66;
const BOTTOM = 22;

export class PriceChart extends Chart {
  constructor(element) {
    super(element);
    this.count = innerWidth < 640 ? 48 : 100;
  }

  zoom(factor) {
    this.count = Math.min(240, Math.max(15, Math.round(this.count * factor)));
  }

  /** What stays: panes, axes and the styles of the series. */
  frame() {
    const height = this.element.clientHeight - BOTTOM - 8;
    let top = 8;
    const grids = PANES.map(pane => {
      const size = height * pane.share / 100;
      const grid = { left: LEFT, right: RIGHT, top, height: size - 15 };
      top += size;
      return grid;
    });
    const last = PANES.length - 1;
    return {
      grid: grids,
      axisPointer: { link: [{ xAxisIndex: 'all' }], lineStyle: { color: palette.soft }, label: { backgroundColor: palette.soft } },
      tooltip: tooltip(points => this.tip(points)),
      title: PANES.slice(1).map((pane, i) => ({
        text: pane.name, left: LEFT + 2, top: grids[i + 1].top - 13, padding: 0, textStyle: { ...axisText(), fontWeight: 400 },
      })),
      xAxis: PANES.map((pane, i) => ({
        // A time axis would be widened by bars, and the panes would no longer stand under each other.
        type: 'value', gridIndex: i, axisLine: axisLine(), axisTick: { show: i === last },
        splitLine: { show: true, lineStyle: { color: palette.line, opacity: 0.5 } },
        axisLabel: { ...axisText(), show: i === last, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: value => this.label(value) },
        axisPointer: { label: { show: i === last, formatter: ({ value }) => clock(value) } },
      })),
      yAxis: PANES.map((pane, i) => ({
        gridIndex: i, position: 'right', scale: i !== 1, splitNumber: i === 0 ? 5 : 2,
        axisLabel: { ...axisText(), formatter: value => i === 0 ? money(String(value)) : compact(value), showMinLabel: i === 0, hideOverlap: true },
        splitLine: splitLine(),
      })),
      series: [
        { id: 'candles', type: 'candlestick', xAxisIndex: 0, yAxisIndex: 0, itemStyle: { color: palette.panel, borderColor: palette.up, color0: palette.down, borderColor0: palette.down, borderWidth: 1.4 }, z: 3 },
        { id: 'vwap', type: 'line', symbol: 'none', lineStyle: { color: palette.vwap, width: 1.5 }, z: 4 },
        { id: 'micro', type: 'line', symbol: 'none', lineStyle: { color: palette.micro, width: 1.2, type: 'dotted' }, z: 4 },
        { id: 'revised', type: 'scatter', symbol: 'triangle', symbolSize: 9, symbolOffset: [0, 9], itemStyle: { color: palette.revised }, z: 5 },
        { id: 'volume', type: 'bar', xAxisIndex: 1, yAxisIndex: 1 },
        { id: 'spread', type: 'line', xAxisIndex: 2, yAxisIndex: 2, symbol: 'none', step: 'end', lineStyle: { color: palette.accent, width: 1.2 } },
        { id: 'imbalance', type: 'line', xAxisIndex: 3, yAxisIndex: 3, symbol: 'none', step: 'end', lineStyle: { color: palette.accent, width: 1.2 }, areaStyle: { color: palette.accent, opacity: 0.15, origin: 0 } },
        { id: 'ofi', type: 'bar', xAxisIndex: 4, yAxisIndex: 4 },
        { id: 'cvd', type: 'line', xAxisIndex: 5, yAxisIndex: 5, symbol: 'none', lineStyle: { color: palette.accent, width: 1.4 } },
        ...PANES.map((pane, i) => ({ id: 'gap' + i, type: 'line', xAxisIndex: i, yAxisIndex: i, data: [], silent: true, z: 1 })),
      ],
    };
  }

  label(value) {
    if (!this.range) return '';
    const wide = this.range > 2 * 86_400_000;
    return wide ? day(value).slice(5) : this.range < 600_000 ? clock(value) : minute(value);
  }

  draw(model, now) {
    const candles = model.candles;
    const empty = document.getElementById('candles-empty');
    const none = candles.length === 0;
    empty.hidden = !none;
    if (none) empty.textContent = absent(model, 'candles') || 'No candles yet.';
    if (!this.ready()) return;
    const length = model.length || 1_000;
    const lastEnd = none ? now : candles.at(-1)[0] + length;
    // The axis goes on where trades pause, so that a gap at its end shows.
    const end = Math.max(lastEnd, Math.min(now, lastEnd + this.count * length / 3));
    // A short history is not squeezed into a corner.
    const first = none ? end : candles[0][0];
    const raw = Math.max(end - this.count * length, Math.min(first - length, end - 30 * length));
    // Labels stand at whole multiples of the step when the axis begins at one.
    const tick = step(end - raw, this.element.clientWidth / 90);
    const begin = Math.floor(raw / tick) * tick;
    this.range = end - begin;
    const pixels = (this.element.clientWidth - LEFT - RIGHT) * length / this.range;
    const width = Math.max(1, Math.min(14, pixels * 0.68));
    const half = length / 2;
    const shown = candles.filter(c => c[0] >= begin);
    this.shown = new Map(shown.map(c => [c[0] + half, c]));
    this.length = length;
    const inRange = list => list.filter(each => each[0] >= begin && each[0] <= end);
    const points = inRange(model.points);
    const flow = inRange(model.flow);
    const flowLength = intervalMillis(model.flow_interval || '') || length;
    this.chart.setOption({
      xAxis: PANES.map(() => ({ min: begin, max: end, interval: tick })),
      series: [
        { id: 'candles', barWidth: width, markLine: this.lastPrice(model), data: shown.map(c => [c[0] + half, +c[1], +c[4], +c[3], +c[2]]) },
        { id: 'vwap', data: shown.filter(c => c[6]).map(c => [c[0] + half, +c[6]]) },
        { id: 'micro', data: points.map(p => [p[0], p[4]]) },
        { id: 'revised', data: shown.filter(c => c[10]).map(c => [c[0] + half, +c[3]]) },
        { id: 'volume', barWidth: width, data: shown.map(c => ({ value: [c[0] + half, +c[5]], itemStyle: +c[4] >= +c[1] ? { color: palette.panel, borderColor: palette.up, borderWidth: 1.2 } : { color: palette.down } })) },
        { id: 'spread', data: points.map(p => [p[0], p[1]]) },
        { id: 'imbalance', data: points.map(p => [p[0], p[2]]) },
        { id: 'ofi', barWidth: Math.max(1, Math.min(14, width * flowLength / length)), data: flow.map(f => ({ value: [f[0] + flowLength / 2, f[1]], itemStyle: { color: f[1] < 0 ? palette.down : palette.up } })) },
        { id: 'cvd', data: flow.map(f => [f[0] + flowLength, f[2]]) },
        ...PANES.map((pane, i) => ({ id: 'gap' + i, markArea: this.shade(model, begin, end, shown, i === 0) })),
      ],
    });
    this.describe(model, shown);
  }

  /** The last price, as a line to the axis, where it can be read. */
  lastPrice(model) {
    if (!model.price) return { data: [] };
    const down = model.price.change.startsWith('-');
    return {
      silent: true, symbol: 'none', animation: false,
      lineStyle: { color: palette.text, type: 'dashed', width: 1, opacity: 0.6 },
      label: { position: 'end', distance: 0, formatter: money(model.price.last), color: palette.panel, backgroundColor: down ? palette.down : palette.up, padding: [2, 4], borderRadius: 3, opacity: 1, fontSize: 10, fontWeight: 600 },
      data: [{ yAxis: Number(model.price.last) }],
    };
  }

  /** What is missing, hatched; what was repaired, a thin band, on the price alone. */
  shade(model, begin, end, shown, withRepaired) {
    const least = this.range / 250;
    const data = [];
    const add = (from, to, style) => {
      if (to < begin || from > end) return;
      const wide = Math.max(to - from, least);
      data.push([{ xAxis: Math.max(begin, from), itemStyle: style }, { xAxis: Math.min(end, from + wide) }]);
    };
    const spans = missingSpans(model, begin, end);
    // Older than the gaps that are known here, a candle says by itself that it is not whole.
    const told = c => spans.some(([from, to]) => to >= c[0] && from <= c[0] + this.length);
    const all = missingSpans(model, begin, end, shown.filter(c => !c[8] && !told(c)).map(c => [c[0], c[0] + this.length]));
    for (const [from, to] of all) add(from, to, missingStyle());
    if (withRepaired) {
      for (const [from, to, repaired] of model.gaps) if (repaired) add(from, to, { color: palette.repaired, opacity: 0.3 });
    }
    this.element.dataset.shaded = all.length;
    return { silent: true, data };
  }

  tip(points) {
    const candle = this.shown?.get(points.find(p => p.seriesId === 'candles')?.value[0]);
    const lines = [];
    if (candle) {
      const [start, open, high, low, close, volume, vwap, trades, complete, missing, revised, revision, , over] = candle;
      lines.push(clock(start), `open ${money(open)}  high ${money(high)}`, `low ${money(low)}  close ${money(close)}`, `volume ${money(volume)} in ${trades} trades`);
      if (vwap) lines.push(`VWAP ${money(Number(vwap).toFixed(2))}`);
      lines.push(over === false && complete ? 'not over yet' : complete ? 'whole' : missing ? `NOT WHOLE: ${span(missing)} missing` : 'NOT WHOLE: late trades left out');
      if (revised) lines.push(`REVISED by a repair (revision ${revision})`);
    }
    const names = { micro: 'microprice', spread: 'spread bps', imbalance: 'imbalance', ofi: 'order-flow imb.', cvd: 'cum. delta' };
    for (const point of points) {
      const value = point.value?.[1];
      if (names[point.seriesId] && typeof value === 'number') lines.push(`${names[point.seriesId]} ${point.seriesId === 'micro' ? money(value.toFixed(2)) : signed(value, 3)}`);
    }
    return lines.join('\n');
  }

  describe(model, shown) {
    this.element.dataset.width = this.element.clientWidth;
    this.element.dataset.revised = shown.filter(c => c[10]).length;
    if (shown.length === 0) {
      this.element.setAttribute('aria-label', 'Candles: none yet');
      return;
    }
    const last = shown.at(-1);
    const high = Math.max(...shown.map(c => +c[2]));
    const low = Math.min(...shown.map(c => +c[3]));
    const revised = shown.filter(c => c[10]).map(c => clock(c[0]));
    this.element.setAttribute('aria-label',
      `${shown.length} candles of ${model.interval}, from ${clock(shown[0][0])} to ${clock(last[0])} UTC: last close ${last[4]}, highest ${high}, lowest ${low}; `
      + `${this.element.dataset.shaded} stretches shaded as missing; ${revised.length} revised${revised.length ? ' at ' + revised.slice(-5).join(', ') : ''}. ${this.flowWords(model)}A table follows.`);
  }

  /** The newest of what is drawn under the candles, in words. */
  flowWords(model) {
    const flow = model.flow.at(-1);
    this.element.dataset.flowAt = flow ? flow[0] : '';
    if (!flow || flow[2] === null) return '';
    const imbalance = flow[1] === null ? 'not known' : String(flow[1]);
    return `In the ${model.flow_interval} from ${clock(flow[0])}: order-flow imbalance ${imbalance}, cumulative delta ${flow[2]}. `;
  }
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000];

/** The least round time that gives no more labels than there is room for. */
function step(range, labels) {
  return (STEPS.find(seconds => range / 1_000 / seconds <= labels) ?? 31_536_000) * 1_000;
}

function compact(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return (value / 1e6).toFixed(1) + 'M';
  if (size >= 1e3) return (value / 1e3).toFixed(1) + 'k';
  return String(Number(value.toPrecision(3)));
}
