// What the charts of the library share.

import { palette, hatch } from './palette.js';

export class Chart {
  constructor(element) {
    this.element = element;
  }

  /** Whether the library is there: it is loaded after the page. */
  ready() {
    if (!this.chart) this.restyle();
    return this.chart !== undefined;
  }

  /** Makes the chart anew, in the colours of the theme. */
  restyle() {
    this.chart?.dispose();
    this.chart = undefined;
    if (!window.echarts) return;
    this.chart = echarts.init(this.element, null, { renderer: 'canvas' });
    this.chart.setOption({ animation: false, ...this.frame() });
  }

  resize() {
    this.chart?.resize();
  }
}

export const axisText = () => ({ color: palette.soft, fontSize: 10 });
export const axisLine = () => ({ lineStyle: { color: palette.line } });
export const splitLine = () => ({ lineStyle: { color: palette.line, opacity: 0.6 } });
export const missingStyle = () => ({ color: { image: hatch(palette.gap), repeat: 'repeat' } });

/** A tip over all series at one place of the axis, as plain text. */
export const tooltip = formatter => ({
  trigger: 'axis',
  renderMode: 'richText',
  confine: true,
  backgroundColor: palette.panel,
  borderColor: palette.line,
  textStyle: { color: palette.text, fontSize: 11, fontFamily: 'ui-monospace, monospace' },
  formatter,
});
