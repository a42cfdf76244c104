// The page's panels over one frame of the server, as app.js draws them.

import { element } from './dom.js';
import { Model } from '../../main/resources/page/model.js';
import { drawAlerts, drawCandleTable, drawHero, drawLadder, drawTape } from '../../main/resources/page/panels.js';
import { drawTrust } from '../../main/resources/page/trust.js';
import { OrderEndsChart } from '../../main/resources/page/order-ends-chart.js';

export { rows, text } from './dom.js';

export function show(frame) {
  const model = new Model();
  model.take(frame);
  const now = frame.sent / 1_000;
  for (const draw of [drawHero, drawLadder, drawTape, drawAlerts, drawCandleTable]) draw(model);
  drawTrust(model, now);
  new OrderEndsChart(element('order-ends-chart')).draw(model, now);
}
