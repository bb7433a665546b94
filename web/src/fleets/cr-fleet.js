import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { text } from '../text/index.js';
import { formatLoss, formatSetting, formatSettings } from '../text/format.js';
import { numberIn, numbersIn, realIn } from '../kit/entries.js';
import { closeButton, entry, remarks, transport } from './fleet-parts.js';
import { fleetChart } from './cr-fleet-chart.js';
import { fleetWall } from './cr-fleet-wall.js';
import { LabElement } from '../kit/lab-element.js';
import { settingAxes, settingFields } from './setting-fields.js';
import { fleetOf } from './state.js';

/** @import { FleetAxis } from '../generated/protocol' */
/** @import { FleetState, Sort } from './state.js' */
/** @import { Lab } from '../model/lab.js' */

/** @typedef {'seed' | 'optimizer' | 'init_scale' | 'width' | 'batch_size' | 'seeds' | 'setting'} Variation */

const FIRST_EPOCHS = '300';
/** The number of seeds for each learning rate. */
const FEW_SEEDS = '8';
/** The largest number of columns with which a wall has the chart beside it. */
const MOST_BESIDE = 8;

/**
 * `<cr-fleet>`: many networks trained together, over seeds or over a grid of learning rates and another setting: input
 * fields, a wall of pictures, loss curves, and the success rate.
 */
export class CrFleet extends LabElement {
  constructor() {
    super();
    /** @type {Variation} */
    this.variation = 'seed';
    /** The values entered by the user, by field name. */
    /** @type {Map<string, string>} */
    this.typed = new Map();
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = fleetOf(lab);
    const { planned } = state;
    return html`<figure aria-label=${text.fleet} class="fleet figure-body">
      <div class="figure-head">
        <h2>${text.fleet}</h2>
        <span class="quiet fleet-state"></span>
        <span class="aside chart-tools">${planned ? sortMenu(state) : nothing} ${closeButton(() => lab.instruments.toggle('fleet'))}</span>
      </div>
      ${state.choices ? this.form(state) : nothing}
      ${planned
        ? html`<div class="fleet-body ${(planned.axes[1]?.values.length ?? 0) > MOST_BESIDE ? 'is-broad' : ''}">
            ${fleetWall({ lab })}
            <div class="fleet-side">${this.summary(state)} ${fleetChart({ lab })}</div>
          </div>`
        : nothing}
    </figure>`;
  }

  /** @param {FleetState} state */
  form(state) {
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.train(state);
    };
    const choose = (/** @type {Event} */ event) => {
      this.variation = /** @type {Variation} */ (/** @type {HTMLSelectElement} */ (event.target).value);
      this.requestUpdate();
    };
    const offered = new Set(state.choices?.axes.map(({ name }) => name));
    return html`<form class="fleet-form" @submit=${submit}>
      <div class="field is-wide">
        <div class="field-name"><label for="fleet-varies">${text.whatVaries}</label></div>
        <select id="fleet-varies" .value=${live(this.variation)} @change=${choose}>
          ${Object.entries(text.variations).map(
            ([name, label]) =>
              html`<option value=${name} ?selected=${name === this.variation} ?disabled=${name === 'width' && !offered.has('width')}>${label}</option>`,
          )}
        </select>
      </div>
      ${this.fieldsOf(state)}
      ${this.field(state, 'epochs', text.epochsToTrain, FIRST_EPOCHS)}
      <div class="fleet-acts">
        ${transport(state, {
          label: text.trainMany(this.count(state)),
          train: () => this.train(state),
          goOn: () => state.goOn(numberIn(this.value('epochs', FIRST_EPOCHS))),
        })}
      </div>
      ${remarks(state, this.variation === 'setting' ? text.sameBatchesUnless : text.sameBatches)}
    </form>`;
  }

  /** @param {FleetState} state */
  fieldsOf(state) {
    if (this.variation === 'seed') return this.seedFields(state);
    if (this.variation === 'setting') return settingFields(state, this, (name) => isAtFault(state, name));
    return this.gridFields(state);
  }

  /** @param {FleetState} state */
  seedFields(state) {
    const { count = 64, low = 0 } = axisOf(state, 'seed');
    return html`${this.field(state, 'seed count', text.howMany, String(count))}
    ${this.field(state, 'seed low', text.firstSeed, String(low))}`;
  }

  /** @param {FleetState} state */
  gridFields(state) {
    const rates = axisOf(state, 'learning_rate');
    return html`${this.field(state, 'learning_rate low', text.ratesFrom, formatSetting(rates.low ?? 0))}
    ${this.field(state, 'learning_rate high', text.ratesTo, formatSetting(rates.high ?? 0))}
    ${this.field(state, 'learning_rate count', text.rates, String(rates.count))} ${this.otherFields(state)}`;
  }

  /** @param {FleetState} state */
  otherFields(state) {
    const { variation } = this;
    if (variation === 'seeds') return this.field(state, 'seeds count', text.seeds, FEW_SEEDS);
    if (variation === 'optimizer') return this.optimizers(state);
    const axis = axisOf(state, variation);
    if (variation === 'init_scale') {
      return html`${this.field(state, 'init_scale low', text.scalesFrom, formatSetting(axis.low ?? 0))}
      ${this.field(state, 'init_scale high', text.ratesTo, formatSetting(axis.high ?? 0))}
      ${this.field(state, 'init_scale count', text.scales, String(axis.count))}`;
    }
    const label = variation === 'width' ? text.widths : text.batchSizes;
    return this.field(state, `${variation} values`, label, formatSettings(/** @type {number[]} */ (axis.values ?? [])), true);
  }

  /** @param {FleetState} state */
  optimizers(state) {
    const chosen = this.chosenOptimizers(state);
    return html`<div class="features" role="group" aria-label=${text.optimizers}>
      ${state.choices?.lanes.map(({ optimizer, label }) => {
        const isOn = chosen.includes(optimizer);
        const toggle = () => {
          const others = isOn ? chosen.filter((name) => name !== optimizer) : [...chosen, optimizer];
          this.set('optimizer values', others.join(','));
        };
        return html`<button type="button" aria-pressed=${isOn} @click=${toggle}>${label}</button>`;
      })}
    </div>`;
  }

  /** @param {FleetState} state */
  chosenOptimizers(state) {
    const { values = [] } = axisOf(state, 'optimizer');
    const chosen = this.value('optimizer values', values.join(',')).split(',');
    // The values are in the order of the menu, regardless of the order of the clicks.
    return values.map(String).filter((name) => chosen.includes(name));
  }

  /**
   * @param {FleetState} state
   * @param {string} name
   * @param {string} label
   * @param {string} fallback
   * @param {boolean} [isWide]
   */
  field(state, name, label, fallback, isWide = false) {
    return entry({
      id: `fleet-${name.replace(' ', '-')}`,
      label,
      value: this.value(name, fallback),
      change: (typed) => this.set(name, typed),
      isWrong: isAtFault(state, name),
      isWide,
    });
  }

  /** @param {string} name @param {string} fallback */
  value(name, fallback) {
    return this.typed.get(name) ?? fallback;
  }

  /** @param {string} name @param {string} typed */
  set(name, typed) {
    this.typed.set(name, typed);
    this.requestUpdate();
  }

  // --- requested values ------------------------------------------------------------------------

  /**
   * @param {FleetState} state
   * @returns {FleetAxis[]}
   */
  axes(state) {
    const { variation } = this;
    if (variation === 'seed') return [this.axis(state, 'seed', 'seed')];
    if (variation === 'setting') return settingAxes(state, this);
    if (variation === 'seeds') {
      const count = /** @type {number} */ (numberIn(this.value('seeds count', FEW_SEEDS)));
      return [{ ...axisOf(state, 'seed'), count }, this.axis(state, 'learning_rate')];
    }
    return [this.axis(state, variation), this.axis(state, 'learning_rate')];
  }

  /**
   * The axis that the fields describe; fields that were not edited have Python's defaults.
   *
   * @param {FleetState} state
   * @param {string} name
   * @param {string} [field]
   * @returns {FleetAxis}
   */
  axis(state, name, field = name) {
    const proposed = axisOf(state, name);
    if (name === 'optimizer') return { name, values: this.chosenOptimizers(state) };
    if (proposed.values) return { name, values: this.typed.has(`${field} values`) ? numbersIn(this.value(`${field} values`, '')) : proposed.values };
    const typed = (/** @type {'low' | 'high' | 'count'} */ part) =>
      /** @type {number} */ (realIn(this.value(`${field} ${part}`, String(proposed[part]))));
    if (proposed.high === undefined) return { name, low: typed('low'), count: typed('count') };
    return { name, low: typed('low'), high: typed('high'), count: typed('count') };
  }

  /** The number of networks requested; 0 if a field does not contain a number. @param {FleetState} state */
  count(state) {
    const counts = this.axes(state).map(({ values, texts, count }) => (values ?? texts)?.length ?? Number(count));
    const product = counts.reduce((a, b) => a * b, 1);
    return Number.isFinite(product) ? product : 0;
  }

  /** @param {FleetState} state */
  train(state) {
    state.sort = 'plan';
    state.train(this.axes(state), [], numberIn(this.value('epochs', FIRST_EPOCHS)));
  }

  // --- results ---------------------------------------------------------------------------------

  /** @param {FleetState} state */
  summary(state) {
    const isShare = state.choices?.measure === 'accuracy';
    const shown = state.threshold;
    const change = (/** @type {Event} */ event) => {
      const typed = realIn(/** @type {HTMLInputElement} */ (event.target).value);
      state.setThreshold(isShare && typeof typed === 'number' ? typed / 100 : typed);
    };
    const go = (/** @type {'best' | 'worst'} */ which) => () => {
      const member = state.progress?.spread[which] ?? -1;
      if (member >= 0) state.open(member);
    };
    return html`<p class="fleet-sentence" title=${text.sentenceHint}></p>
      <dl class="fleet-summary" aria-live="off">
      <dt>${text.succeed}</dt>
      <dd class="fleet-successes"></dd>
      <dt><label for="fleet-threshold">${isShare ? text.accuracyFrom : text.lossUpTo}</label></dt>
      <dd>
        <input
          id="fleet-threshold"
          type="text"
          inputmode="decimal"
          autocomplete="off"
          .value=${live(formatSetting(isShare ? Math.round(shown * 1e6) / 1e4 : shown))}
          @change=${change}
        />${isShare ? ' %' : nothing}
      </dd>
      <dt>${text.median}</dt>
      <dd class="fleet-median"></dd>
      <dt>${text.middleHalf}</dt>
      <dd class="fleet-middle"></dd>
      <dt>${text.best}</dt>
      <dd><button type="button" class="text-button fleet-best" title=${text.openInLab} @click=${go('best')}></button></dd>
      <dt>${text.worstNetwork}</dt>
      <dd><button type="button" class="text-button fleet-worst" title=${text.openInLab} @click=${go('worst')}></button></dd>
    </dl>
    <p class="quiet">${text.summaryMeaning(state.planned?.has_test ?? false)}</p>`;
  }

  /** @param {Lab} lab */
  paint(lab) {
    const state = fleetOf(lab);
    const { progress, planned } = state;
    if (!progress || !planned) return this.write('.fleet-state', '');
    const { lower, median, upper, best, worst } = progress.spread;
    const named = (/** @type {number} */ member) =>
      member < 0 ? text.none : `${planned.members[member] ?? ''}: ${formatLoss(state.number(state.lossName, member))}`;
    const words = {
      state: text.fleetState(progress, planned.groups),
      successes: text.successRate(progress.successes, planned.members.length, progress.success_share),
      median: median === null ? text.hasDiverged : formatLoss(median),
      middle: `${lower === null ? text.hasDiverged : formatLoss(lower)} – ${upper === null ? text.hasDiverged : formatLoss(upper)}`,
      best: named(best),
      worst: named(worst),
      sentence: progress.sentence,
    };
    for (const [name, value] of Object.entries(words)) {
      const element = this.querySelector(`.fleet-${name}`);
      if (element && element.textContent !== value) element.textContent = value;
    }
  }
}

/**
 * An axis with Python's defaults.
 *
 * @param {FleetState} state
 * @param {string} name
 * @returns {FleetAxis}
 */
function axisOf({ choices }, name) {
  return choices?.axes.find((axis) => axis.name === name) ?? { name };
}

/**
 * Whether an error concerns this field.
 *
 * @param {FleetState} state
 * @param {string} name
 */
function isAtFault({ refused }, name) {
  if (!refused) return false;
  const [axis, part = ''] = name.split(' ');
  const fields = { low: [axis, 'from'], high: [axis, 'to'], count: ['how_many', 'networks', 'count'], values: [axis], texts: [axis] }[part];
  return (fields ?? [axis]).includes(refused.field);
}

/** @param {FleetState} state */
function sortMenu(state) {
  const change = (/** @type {Event} */ event) =>
    state.setSort(/** @type {Sort} */ (/** @type {HTMLSelectElement} */ (event.target).value));
  const isFit = (/** @type {string} */ name) => name !== 'accuracy' || state.choices?.measure === 'accuracy';
  return html`<label class="quiet">
    ${text.sortBy}
    <select class="quiet-menu" .value=${live(state.sort)} @change=${change}>
      ${Object.entries(text.sorts).map(
        ([name, label]) => html`<option value=${name} ?selected=${name === state.sort} ?disabled=${!isFit(name)}>${label}</option>`,
      )}
    </select>
  </label>`;
}

customElements.define('cr-fleet', CrFleet);

/** @param {{ lab: Lab }} properties */
export const fleet = ({ lab }) => html`<cr-fleet class="wide-instrument" .lab=${lab}></cr-fleet>`;
