import { html, nothing } from 'lit';
import { css, palette } from '../kit/drawing/palette.js';
import { text } from '../text/index.js';
import { formatLoss, formatPercent } from '../text/format.js';
import { kept } from '../compare/cr-kept.js';
import { keptCurves } from '../compare/kept-curves.js';
import { comparisonOf } from '../compare/state.js';
import { branchCurves } from './curves.js';
import { EpochChart } from './epoch-chart.js';
import { choiceMenu } from '../kit/figure-menus.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { Curve } from './curves.js' */
/** @import { Name } from './names.js' */

/** @typedef {'losses' | 'accuracies'} Kind */

/** `<cr-chart>`: the losses or, for a classification task, the accuracies over the epochs. */
export class CrChart extends EpochChart {
  static properties = {
    ...EpochChart.properties,
    shown: { state: true },
  };

  constructor() {
    super();
    /** @type {Kind} */
    this.shown = 'losses';
    this.isOfRun = true;
  }

  /** @param {Lab} lab */
  hasClasses(lab) {
    return (lab.scale?.classes ?? 0) > 0;
  }

  /** @param {Lab} lab @returns {Kind} */
  kindOf(lab) {
    return this.hasClasses(lab) ? this.shown : 'losses';
  }

  /** @param {Lab} lab */
  heading(lab) {
    return text.charts[this.kindOf(lab)];
  }

  /** @param {Lab} lab */
  about(lab) {
    const isStandardised = Boolean(lab.table && lab.scale?.target && lab.settings['standardise']);
    return text.chartAside(this.kindOf(lab), lab.lossName ?? '', this.scaleOf(lab) === 'log', isStandardised);
  }

  /** @param {Lab} lab */
  summary(lab) {
    const count = comparisonOf(lab)?.drawn.length ?? 0;
    return text.chartSummaries[this.kindOf(lab)] + (count ? text.compare.inChart(count) : '');
  }

  /** @param {Lab} lab */
  name(lab) {
    return this.kindOf(lab);
  }

  /** @param {Lab} lab */
  scaleOf(lab) {
    return this.kindOf(lab) === 'accuracies' ? 'share' : super.scaleOf(lab);
  }

  /** @param {Lab} lab */
  data(lab) {
    const { epochs } = lab.records;
    const kind = this.kindOf(lab);
    const own = kind === 'losses' ? lossCurves(lab) : accuracyCurves(lab);
    return { epochs, curves: [...own, ...keptCurves(comparisonOf(lab), kind)] };
  }

  /** @param {Lab} lab */
  remark(lab) {
    const penalty = lab.frame?.penalty;
    const isAside = this.kindOf(lab) === 'losses' && typeof penalty === 'number' && penalty > 0;
    return isAside ? text.withoutPenalty(formatLoss(penalty)) : '';
  }

  /** @param {Lab} lab */
  menus(lab) {
    const kind = this.kindOf(lab);
    /** @type {[Kind, string][]} */
    const choices = [
      ['losses', text.loss],
      ['accuracies', text.accuracyName],
    ];
    const choose = (/** @type {Kind} */ choice) => {
      this.shown = choice;
    };
    return html`${this.hasClasses(lab) ? choiceMenu(text.whatChartShows, kind, choices, choose) : nothing}
    ${kind === 'losses' ? this.logSwitch(this.scaleOf(lab) === 'log') : nothing}`;
  }

  /** Kept runs have a separate legend. @param {Name[]} names */
  listed(names) {
    const kept = new Set(this.lab ? keptCurves(comparisonOf(this.lab), 'losses').map(({ label }) => label) : []);
    return names.filter(({ label }) => !kept.has(label));
  }

  /** @param {Lab} lab */
  foot(lab) {
    return comparisonOf(lab) ? kept({ lab }) : nothing;
  }

  /** @param {number | null | undefined} value @param {Lab} lab */
  format(value, lab) {
    return this.kindOf(lab) === 'accuracies' ? formatPercent(value) : formatLoss(value);
  }
}

/** @param {Lab} lab @returns {Curve[]} */
function lossCurves({ records, branches }) {
  const { ink, second, third } = palette();
  return [
    { label: text.trainingSeries, colour: css(ink), dash: [], width: 1.5, values: records.trainingLosses },
    { label: text.testSeries, colour: css(second), dash: [5, 3], width: 1.25, values: records.testLosses },
    ...branchCurves(branches, 'trainingLosses', 'testLosses', css(third)),
  ];
}

/** @param {Lab} lab @returns {Curve[]} */
function accuracyCurves(lab) {
  const { trainingAccuracies, testAccuracies } = lab.records;
  const [training, test] = lossCurves(lab);
  if (!training || !test) return [];
  return [
    { ...training, values: trainingAccuracies },
    { ...test, values: testAccuracies },
    ...branchCurves(lab.branches, 'trainingAccuracies', 'testAccuracies', css(palette().third)),
  ];
}

customElements.define('cr-chart', CrChart);

/** @param {{ lab: Lab }} properties */
export const chart = ({ lab }) => html`<cr-chart .lab=${lab}></cr-chart>`;
