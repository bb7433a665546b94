import { learningLayer } from '../model/places.js';
import { html } from 'lit';
import { text } from '../text/index.js';
import { EpochChart } from '../charts/epoch-chart.js';
import { layerCurves } from '../charts/layer-curves.js';
import { gradientsOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */

/** `<cr-updates>`: the relative size of each layer's updates. */
export class CrUpdates extends EpochChart {
  heading() {
    return text.updates.title;
  }

  about() {
    return `${text.updates.about}${text.onLogScale}${text.againstEpochs}`;
  }

  summary() {
    return text.layerChartSummary;
  }

  name() {
    return 'updates';
  }

  /** @returns {import('../charts/line-chart.js').Scale} */
  scaleOf() {
    return 'log';
  }

  /** @param {Lab} lab */
  data(lab) {
    const gradients = gradientsOf(lab);
    return { epochs: gradients.epochs, curves: layerCurves(gradients.rows('updates'), gradients.layers, learningLayer(lab.network, lab.selection.layer)) };
  }

  /** @param {Lab} lab */
  rules(lab) {
    return [{ value: gradientsOf(lab).usualUpdate, label: text.updates.usual }];
  }
}

customElements.define('cr-updates', CrUpdates);

/** @param {{ lab: Lab }} properties */
export const updates = ({ lab }) => html`<cr-updates .lab=${lab}></cr-updates>`;
