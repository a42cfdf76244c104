// Resting amounts around the mid.

import { money } from './format.js';
import { palette } from './palette.js';
import { twoSided } from './panels.js';
import { Chart, axisLine, axisText, splitLine, tooltip } from './chart.js';

/**
 * Cumulated amounts: a step at each level as far as levels are given; beyond them only the sums at
 * the bands' limits are known, so a straight line leads from one to the next.
 */
export function steps(levels, bands, side, mid) {
  const points = [];
  let sum = 0;
  for (const level of levels) {
    const price = Number(level.price);
    points.push([price, sum]);
    sum += Number(level.amount);
    points.push([price, sum]);
  }
  const edge = points.length ? Math.abs(points.at(-1)[0] - mid) / mid * 1e4 : 0;
  for (const band of bands) {
    if (band.bps > edge) points.push([mid * (1 + (side === 'ask' ? 1 : -1) * band.bps / 1e4), Number(band[side + '_amount'])]);
  }
  return points;
}

export class DepthChart extends Chart {
  constructor(element, clip) {
    super(element);
    this.clip = clip;
  }

  frame() {
    const side = (id, color) => ({ id, type: 'line', symbol: 'none', lineStyle: { color, width: 1.8 }, areaStyle: { color, opacity: 0.18 }, data: [] });
    const tip = point => `${point.seriesId} to ${money(point.value[0].toFixed(2))}: ${point.value[1].toFixed(4)}`;
    return {
      grid: { left: 8, right: 46, top: 18, bottom: 22 },
      tooltip: tooltip(points => points.map(tip).join('\n')),
      xAxis: {
        type: 'value', splitLine: { show: false }, axisLine: axisLine(),
        axisLabel: { ...axisText(), hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: value => money(String(Number(value.toFixed(2)))) },
      },
      yAxis: { position: 'right', min: 0, axisLabel: axisText(), splitNumber: 3, splitLine: splitLine() },
      series: [side('bids', palette.up), side('asks', palette.down), { id: 'marks', type: 'scatter', data: [] }],
    };
  }

  draw(model) {
    const book = model.book;
    const valid = book?.valid === true && twoSided(book);
    const ready = this.ready();
    this.element.dataset.at = book?.at ?? '';
    this.element.style.visibility = valid ? 'visible' : 'hidden';
    if (!valid || !ready) {
      this.element.setAttribute('aria-label', 'Depth: no valid book');
      return;
    }
    const mid = Number(book.touch.mid);
    const bps = Number(this.clip.value);
    const reach = mid * bps / 1e4;
    const cut = points => points.filter(p => Math.abs(p[0] - mid) <= reach * 1.0001);
    const bids = cut(steps(book.bids, book.depth, 'bid', mid));
    const asks = cut(steps(book.asks, book.depth, 'ask', mid));
    const edge = points => (points.length ? [...points, [points.at(-1)[0] < mid ? mid - reach : mid + reach, points.at(-1)[1]]] : []);
    const walls = (list, side, points) => (list ?? [])
      .filter(each => Math.abs(Number(each.price) - mid) <= reach)
      .map(each => this.wall(each, side, points));
    const bidWalls = walls(book.bid_walls, 'bid', bids);
    const askWalls = walls(book.ask_walls, 'ask', asks);
    const line = { silent: true, symbol: 'none', label: { formatter: 'mid', ...axisText() }, lineStyle: { color: palette.soft, type: 'dashed' }, data: [{ xAxis: mid }] };
    this.chart.setOption({
      xAxis: { min: mid - reach, max: mid + reach },
      series: [
        { id: 'bids', data: edge(bids), markLine: line },
        { id: 'asks', data: edge(asks) },
        { id: 'marks', data: [...bidWalls, ...askWalls] },
      ],
    });
    const total = points => (points.length ? points.at(-1)[1].toFixed(3) : '0');
    const count = list => (list ?? []).length;
    this.element.setAttribute('aria-label', `Depth within ${bps} basis points of ${book.touch.mid}: bids ${total(bids)}, asks ${total(asks)}; ${count(book.bid_walls)} walls below, ${count(book.ask_walls)} above.`);
  }

  /** A mark on the line, at the price of a wall. */
  wall({ price, amount }, side, points) {
    const value = Number(price);
    const at = points.findLast(p => p[0] === value) ?? points.find(p => (side === 'bid' ? p[0] <= value : p[0] >= value));
    return {
      value: [value, at ? at[1] : Number(amount)], symbol: 'diamond', symbolSize: 11,
      itemStyle: { color: side === 'bid' ? palette.up : palette.down },
      label: { show: true, position: side === 'bid' ? 'left' : 'right', formatter: 'wall ' + Number(amount).toPrecision(3), color: palette.text, fontSize: 10 },
    };
  }
}
