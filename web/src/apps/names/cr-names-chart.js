import { html } from 'lit';
import { EpochChart } from '../../charts/epoch-chart.js';
import { css, palette } from '../../kit/drawing/palette.js';
import { names as text } from '../../text/apps/names.js';
import { namesOf, NETS } from './state.js';

/** @import { Lab } from '../../model/lab.js' */

/** The dash patterns of the curves, in the order of the networks. */
const DASHES = [[], [6, 3], [2, 2], [8, 2, 2, 2]];

/**
 * `<cr-names-chart>`: the held-out loss of each network, with those of a model of letter pairs and of equally likely
 * letters as reference levels.
 */
export class CrNamesChart extends EpochChart {
  heading() {
    return text.chart;
  }

  about() {
    return text.chartAbout;
  }

  summary() {
    return text.chartSummary;
  }

  name() {
    return 'names';
  }

  /**
   * The losses are close together and far from zero, so the axis does not start at zero.
   *
   * @returns {import('../../charts/line-chart.js').Scale}
   */
  scaleOf() {
    return 'fitted';
  }

  /** @param {number} count */
  aboveMeans(count) {
    return text.aboveMeans(count);
  }

  /** @param {Lab} lab */
  rules(lab) {
    const { trained } = namesOf(lab);
    return trained ? [{ value: trained.bigram, label: text.bigram }, { value: trained.uniform, label: text.uniformLine }] : [];
  }

  /** @param {Lab} lab */
  data(lab) {
    const { trained } = namesOf(lab);
    const curves = NETS.flatMap((name, at) => {
      const index = trained?.nets.findIndex((net) => net.name === name) ?? -1;
      const epochs = trained?.arrays[`epochs ${index}`];
      const losses = trained?.arrays[`test_losses ${index}`];
      if (!epochs || !losses) return [];
      const colour = css(palette().layers[at] ?? palette().ink);
      return [{ label: text.nets[name], colour, dash: DASHES[at] ?? [], keepsDash: true, width: 1.75, values: [...losses], epochs: [...epochs] }];
    });
    const longest = curves.reduce((/** @type {number[]} */ most, { epochs }) => (epochs.length > most.length ? epochs : most), []);
    return { epochs: longest, curves };
  }
}

customElements.define('cr-names-chart', CrNamesChart);

/** @param {{ lab: Lab }} properties */
export const namesChart = ({ lab }) => html`<cr-names-chart .lab=${lab}></cr-names-chart>`;
