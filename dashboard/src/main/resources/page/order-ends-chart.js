// What ends orders, by the minute.

import { minute, say } from './format.js';
import { palette } from './palette.js';
import { absent } from './panels.js';
import { missingSpans } from './missing.js';
import { Chart, axisLine, axisText, missingStyle, splitLine, tooltip } from './chart.js';

const MINUTE = 60_000;

/** The shares of the ends in words; minutes as the server sends them. */
export function endsInWords(minutes) {
  const [filled, partly, pulled, unknown] = [1, 2, 3, 4].map(index => minutes.reduce((total, each) => total + each[index], 0));
  const all = filled + partly + pulled + unknown;
  const share = count => (100 * count / all).toFixed(1) + ' %';
  return `Of ${all.toLocaleString('en')} orders that ended since ${minute(minutes[0][0])}: ${share(filled)} filled, ${share(partly)} partly, ${share(pulled)} pulled unfilled`
    + (unknown ? `, ${share(unknown)} not seen` : '') + '.';
}

export class OrderEndsChart extends Chart {
  frame() {
    const bar = (id, name, style) => ({ id, name, type: 'bar', stack: 'all', barMaxWidth: 14, itemStyle: style, data: [] });
    return {
      aria: { enabled: false },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 9, textStyle: axisText(), selectedMode: false },
      grid: { left: 46, right: 46, top: 24, bottom: 20 },
      tooltip: tooltip(),
      xAxis: { type: 'time', axisLabel: { ...axisText(), hideOverlap: true, formatter: value => minute(value) }, axisLine: axisLine() },
      yAxis: [
        { position: 'right', axisLabel: axisText(), splitNumber: 3, splitLine: splitLine() },
        // Orders are pulled by the thousand: the few that are filled have an axis of their own.
        { position: 'left', min: 0, splitNumber: 3, axisLabel: { ...axisText(), formatter: '{value} %' }, splitLine: { show: false } },
      ],
      series: [
        bar('filled', 'filled', { color: palette.up }),
        bar('partly', 'partly filled', { color: palette.vwap }),
        bar('pulled', 'pulled unfilled', { color: palette.soft, opacity: 0.55 }),
        bar('unknown', 'end not seen', missingStyle()),
        { id: 'share', name: 'filled or partly, share', type: 'line', yAxisIndex: 1, symbolSize: 5, lineStyle: { color: palette.text, width: 1.2 }, itemStyle: { color: palette.text }, data: [] },
        { id: 'gaps', type: 'line', data: [], silent: true },
      ],
    };
  }

  draw(model, now) {
    const minutes = model.order_ends.slice(-30);
    const note = document.getElementById('order-ends-note');
    if (!this.ready() || minutes.length === 0) {
      this.element.style.display = 'none';
      say(note, absent(model, 'orders') || 'No order has ended yet.');
      return;
    }
    if (this.element.style.display === 'none') {
      this.element.style.display = '';
      this.chart.resize();
    }
    const words = endsInWords(minutes);
    say(note, words);
    this.element.setAttribute('aria-label', words);
    const minuteNow = Math.floor(now / MINUTE) * MINUTE;
    const begin = Math.max(minuteNow - 29 * MINUTE, Math.min(minutes[0][0], minuteNow - 9 * MINUTE));
    const data = of => minutes.map(each => [each[0] + MINUTE / 2, of(each)]);
    const share = each => Number((100 * (each[1] + each[2]) / (each[1] + each[2] + each[3] + each[4])).toFixed(2));
    const missing = missingSpans(model, begin, now).map(([from, to]) => [{ xAxis: from, itemStyle: missingStyle() }, { xAxis: Math.max(to, from + 10_000) }]);
    this.element.dataset.shaded = missing.length;
    this.chart.setOption({
      xAxis: { min: begin, max: minuteNow + MINUTE },
      series: [
        ...['filled', 'partly', 'pulled', 'unknown'].map((id, i) => ({ id, data: data(each => each[i + 1]) })),
        { id: 'share', data: data(share) },
        { id: 'gaps', markArea: { silent: true, data: missing } },
      ],
    });
  }
}
