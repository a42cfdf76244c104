// Depth around the mid, and what ends orders.

import { minute, money, say } from './format.js';
import { palette, hatch } from './palette.js';
import { absent } from './panels.js';
import { holes } from './holes.js';

const text = () => ({ color: palette.soft, fontSize: 10 });

/**
 * Cumulated amounts: a step at each level as far as levels are given; beyond them only the sums at
 * the bands' limits are known, so a straight line leads from one to the next.
 */
function steps(levels, bands, side, mid) {
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

export class DepthChart {
  constructor(element, clip) {
    this.element = element;
    this.clip = clip;
  }

  restyle() {
    this.chart?.dispose();
    this.chart = undefined;
    if (!window.echarts) return;
    this.chart = echarts.init(this.element, null, { renderer: 'canvas' });
    const side = (id, color) => ({ id, type: 'line', symbol: 'none', lineStyle: { color, width: 1.8 }, areaStyle: { color, opacity: 0.18 }, data: [] });
    this.chart.setOption({
      animation: false,
      grid: { left: 8, right: 46, top: 18, bottom: 22 },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.panel, borderColor: palette.line, textStyle: { color: palette.text, fontSize: 11 }, formatter: points => points.map(p => `${p.seriesId === 'bids' ? 'bids' : 'asks'} to ${money(p.value[0].toFixed(2))}: ${p.value[1].toFixed(4)}`).join('\n') },
      xAxis: { type: 'value', axisLabel: { ...text(), hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: value => money(String(Number(value.toFixed(2)))) }, splitLine: { show: false }, axisLine: { lineStyle: { color: palette.line } } },
      yAxis: { position: 'right', min: 0, axisLabel: text(), splitNumber: 3, splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } } },
      series: [side('bids', palette.up), side('asks', palette.down), { id: 'marks', type: 'scatter', data: [] }],
    });
  }

  resize() {
    this.chart?.resize();
  }

  draw(model) {
    const book = model.book;
    const valid = book?.valid === true;
    if (!this.chart) this.restyle();
    this.element.dataset.at = book?.at ?? '';
    this.element.style.visibility = valid ? 'visible' : 'hidden';
    if (!valid || !this.chart) {
      this.element.setAttribute('aria-label', 'Depth: no valid book');
      return;
    }
    const mid = Number(book.touch.mid);
    const bps = Number(this.clip.value);
    const reach = mid * bps / 1e4;
    const cut = points => points.filter(p => Math.abs(p[0] - mid) <= reach * 1.0001);
    const bids = cut(steps(book.bids, book.depth, 'bid', mid));
    const asks = cut(steps(book.asks, book.depth, 'ask', mid));
    const wall = (list, side, points) => (list ?? []).filter(each => Math.abs(Number(each.price) - mid) <= reach).map(each => {
      const price = Number(each.price);
      const at = points.findLast(p => p[0] === price) ?? points.find(p => side === 'bid' ? p[0] <= price : p[0] >= price);
      return { value: [price, at ? at[1] : Number(each.amount)], symbol: 'diamond', symbolSize: 11, itemStyle: { color: side === 'bid' ? palette.up : palette.down }, label: { show: true, position: side === 'bid' ? 'left' : 'right', formatter: 'wall ' + Number(each.amount).toPrecision(3), color: palette.text, fontSize: 10 } };
    });
    const edge = points => (points.length ? [...points, [points.at(-1)[0] < mid ? mid - reach : mid + reach, points.at(-1)[1]]] : []);
    this.chart.setOption({
      xAxis: { min: mid - reach, max: mid + reach },
      series: [
        { id: 'bids', data: edge(bids), markLine: { silent: true, symbol: 'none', label: { formatter: 'mid', color: palette.soft, fontSize: 10 }, lineStyle: { color: palette.soft, type: 'dashed' }, data: [{ xAxis: mid }] } },
        { id: 'asks', data: edge(asks) },
        { id: 'marks', data: [...wall(book.bid_walls, 'bid', bids), ...wall(book.ask_walls, 'ask', asks)] },
      ],
    });
    const total = points => (points.length ? points.at(-1)[1].toFixed(3) : '0');
    this.element.setAttribute('aria-label', `Depth within ${bps} basis points of ${book.touch.mid}: bids ${total(bids)}, asks ${total(asks)}; ${(book.bid_walls ?? []).length} walls below, ${(book.ask_walls ?? []).length} above.`);
  }
}

export class FateChart {
  constructor(element) {
    this.element = element;
  }

  restyle() {
    this.chart?.dispose();
    this.chart = undefined;
    if (!window.echarts) return;
    this.chart = echarts.init(this.element, null, { renderer: 'canvas' });
    const bar = (id, name, style) => ({ id, name, type: 'bar', stack: 'all', barMaxWidth: 14, itemStyle: style, data: [] });
    this.chart.setOption({
      animation: false,
      aria: { enabled: false },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 9, textStyle: text(), selectedMode: false },
      grid: { left: 46, right: 46, top: 24, bottom: 20 },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.panel, borderColor: palette.line, textStyle: { color: palette.text, fontSize: 11 } },
      xAxis: { type: 'time', axisLabel: { ...text(), hideOverlap: true, formatter: value => minute(value) }, axisLine: { lineStyle: { color: palette.line } } },
      yAxis: [
        { position: 'right', axisLabel: text(), splitNumber: 3, splitLine: { lineStyle: { color: palette.line, opacity: 0.6 } } },
        // Orders are pulled by the thousand: the few that are filled have an axis of their own.
        { position: 'left', min: 0, splitNumber: 3, axisLabel: { ...text(), formatter: '{value} %' }, splitLine: { show: false } },
      ],
      series: [
        bar('filled', 'filled', { color: palette.up }),
        bar('partly', 'partly filled', { color: palette.vwap }),
        bar('pulled', 'pulled unfilled', { color: palette.soft, opacity: 0.55 }),
        bar('unknown', 'end not seen', { color: { image: hatch(palette.gap), repeat: 'repeat' } }),
        { id: 'share', name: 'filled or partly, share', type: 'line', yAxisIndex: 1, symbolSize: 5, lineStyle: { color: palette.text, width: 1.2 }, itemStyle: { color: palette.text }, data: [] },
        { id: 'gaps', type: 'line', data: [], silent: true },
      ],
    });
  }

  resize() {
    this.chart?.resize();
  }

  draw(model, now) {
    const minutes = model.fates.slice(-30);
    if (!this.chart) this.restyle();
    const note = document.getElementById('fate-note');
    if (minutes.length === 0 || !this.chart) {
      this.element.style.display = 'none';
      say(note, absent(model, 'orders') || 'No order has ended yet.');
      return;
    }
    if (this.element.style.display === 'none') {
      this.element.style.display = '';
      this.chart.resize();
    }
    const sum = index => minutes.reduce((total, each) => total + each[index], 0);
    const [filled, partly, pulled, unknown] = [1, 2, 3, 4].map(sum);
    const all = filled + partly + pulled + unknown;
    const share = count => (100 * count / all).toFixed(1) + ' %';
    const words = `Of ${all.toLocaleString('en')} orders that ended since ${minute(minutes[0][0])}: ${share(filled)} filled, ${share(partly)} partly, ${share(pulled)} pulled unfilled` + (unknown ? `, ${share(unknown)} not seen` : '') + '.';
    say(note, words);
    this.element.setAttribute('aria-label', words);
    const minuteNow = Math.floor(now / 60_000) * 60_000;
    const begin = Math.max(minuteNow - 29 * 60_000, Math.min(minutes[0][0], minuteNow - 9 * 60_000));
    const data = index => minutes.map(each => [each[0] + 30_000, each[index]]);
    const shares = minutes.map(each => [each[0] + 30_000, Number((100 * (each[1] + each[2]) / (each[1] + each[2] + each[3] + each[4])).toFixed(2))]);
    const missing = holes(model, begin, now).map(([from, to]) => [{ xAxis: from, itemStyle: { color: { image: hatch(palette.gap), repeat: 'repeat' } } }, { xAxis: Math.max(to, from + 10_000) }]);
    this.element.dataset.shaded = missing.length;
    this.chart.setOption({
      xAxis: { min: begin, max: minuteNow + 60_000 },
      series: [{ id: 'filled', data: data(1) }, { id: 'partly', data: data(2) }, { id: 'pulled', data: data(3) }, { id: 'unknown', data: data(4) }, { id: 'share', data: shares }, { id: 'gaps', markArea: { silent: true, data: missing } }],
    });
  }
}
