import { learningLayer } from '../model/places.js';
import { html, nothing } from 'lit';
import { text } from '../text/index.js';
import { EpochChart } from '../charts/epoch-chart.js';
import { choiceMenu } from '../kit/figure-menus.js';
import { layerCurves } from '../charts/layer-curves.js';
import { gradientsOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */

/** @typedef {'gradients' | 'weights' | 'activations'} Kind */

/**
 * `<cr-norms>`: the norms of each layer's gradient, weights or activations over epochs. Gradient
 * norms are part of the history; the others are computed on request.
 */
export class CrNorms extends EpochChart {
  static properties = {
    ...EpochChart.properties,
    kind: { state: true },
  };

  constructor() {
    super();
    /** @type {Kind} */
    this.kind = 'gradients';
    this.isLog = true;
    this.isOfRun = true;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.lab?.instruments.open.has('norms')) this.lab.instruments.toggle('norms');
  }

  heading() {
    return text.norms.titles[this.kind];
  }

  about() {
    return `${text.norms.about[this.kind]}${text.againstEpochs}`;
  }

  summary() {
    return text.layerChartSummary;
  }

  name() {
    return `norms-${this.kind}`;
  }

  /** @param {Lab} lab */
  data(lab) {
    const count = lab.network?.learning ?? 0;
    const chosen = learningLayer(lab.network, lab.selection.layer);
    if (this.kind === 'gradients') {
      const { epochs, gradientNorms, smoothedNorms } = lab.records;
      return { epochs, curves: layerCurves(smoothedNorms.slice(0, count), count, chosen, gradientNorms) };
    }
    const gradients = gradientsOf(lab);
    return { epochs: gradients.epochs, curves: layerCurves(gradients.rows(this.kind), gradients.layers, chosen) };
  }

  /** @param {Lab} lab */
  menus(lab) {
    /** @type {[Kind, string][]} */
    const choices = [
      ['gradients', text.norms.kinds.gradients],
      ['weights', text.norms.kinds.weights],
      ['activations', text.norms.kinds.activations],
    ];
    const choose = (/** @type {Kind} */ kind) => {
      this.kind = kind;
      if (lab.instruments.open.has('norms') !== (kind !== 'gradients')) lab.instruments.toggle('norms');
    };
    return html`${lab.isLive ? choiceMenu(text.norms.choose, this.kind, choices, choose) : nothing}
    ${this.logSwitch(this.scaleOf(lab) === 'log')}`;
  }
}

customElements.define('cr-norms', CrNorms);

/** @param {{ lab: Lab }} properties */
export const norms = ({ lab }) => html`<cr-norms .lab=${lab}></cr-norms>`;
