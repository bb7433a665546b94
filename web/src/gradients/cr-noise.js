import { learningLayer } from '../model/places.js';
import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { formatSigned } from '../text/format.js';
import { EpochChart } from '../charts/epoch-chart.js';
import { choiceMenu } from '../kit/figure-menus.js';
import { layerCurves } from '../charts/layer-curves.js';
import { gradientsOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */

/** @typedef {'signal_to_noise' | 'cosines'} Kind */

/**
 * `<cr-noise>`: the signal-to-noise ratio of a batch's gradient, and the cosine of successive
 * gradients.
 */
export class CrNoise extends EpochChart {
  static properties = {
    ...EpochChart.properties,
    kind: { state: true },
  };

  constructor() {
    super();
    /** @type {Kind} */
    this.kind = 'signal_to_noise';
  }

  heading() {
    return text.noise.title;
  }

  about() {
    return `${text.noise.about[this.kind]}${text.againstEpochs}`;
  }

  summary() {
    return text.layerChartSummary;
  }

  name() {
    return this.kind.replaceAll('_', '-');
  }

  /** @returns {import('../charts/line-chart.js').Scale} */
  scaleOf() {
    return this.kind === 'cosines' ? 'cosine' : 'log';
  }

  /** @param {Lab} lab */
  data(lab) {
    const gradients = gradientsOf(lab);
    return { epochs: gradients.epochs, curves: layerCurves(gradients.rows(this.kind), gradients.layers, learningLayer(lab.network, lab.selection.layer)) };
  }

  rules() {
    return [this.kind === 'cosines' ? { value: 0, label: text.noise.rightAngle } : { value: 1, label: text.noise.even }];
  }

  /** @param {number | null | undefined} value @param {Lab} lab */
  format(value, lab) {
    return this.kind === 'cosines' ? formatSigned(value) : super.format(value, lab);
  }

  menus() {
    /** @type {[Kind, string][]} */
    const choices = [
      ['signal_to_noise', text.noise.kinds.signal_to_noise],
      ['cosines', text.noise.kinds.cosines],
    ];
    return choiceMenu(text.noise.choose, this.kind, choices, (kind) => {
      this.kind = kind;
    });
  }

  foot() {
    return this.kind === 'cosines' ? nothing : html`<p class="quiet instrument-note noise-scale"></p>`;
  }

  /** @param {Lab} lab */
  paint(lab) {
    super.paint(lab);
    this.write('.noise-scale', text.noiseScale(gradientsOf(lab).noiseScale, Number(lab.experiment['batch_size'])));
  }
}

customElements.define('cr-noise', CrNoise);

/** @param {{ lab: Lab }} properties */
export const noise = ({ lab }) => html`<cr-noise .lab=${lab}></cr-noise>`;
