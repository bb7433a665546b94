import { html, nothing, render } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { LineChart } from '../charts/line-chart.js';
import { css, palette } from '../kit/drawing/palette.js';
import limits from '../generated/limits.json';
import { text } from '../text/index.js';
import { formatEpoch, formatLoss, formatPercent, formatSetting, formatWhole } from '../text/format.js';
import { definitionList } from '../kit/definition-list.js';
import { numberIn, realIn } from '../kit/entries.js';
import { closeButton, entry, remarks, transport } from './fleet-parts.js';
import { logSwitch } from '../kit/figure-menus.js';
import { LabElement } from '../kit/lab-element.js';
import { raceOf } from './state.js';

/** @import { Lab } from '../model/lab.js' */
/** @import { FleetPlanned, FleetProgressArrays, Received } from '../generated/protocol' */
/** @import { FleetState, Lane } from './state.js' */
/** @import { Curve } from '../charts/curves.js' */
/** @import { Pointed } from '../charts/line-chart.js' */

const FIRST_EPOCHS = '300';
const DASHES = [[], [9, 3], [3, 2], [12, 3, 3, 3]];
/** The shortest time between two updates of the table. */
const WRITE_MS = 200;

/**
 * `<cr-race>`: several optimizers that train from the same weights on the same batches, with their loss curves and a
 * ranking; any of the networks can be opened in the lab.
 */
export class CrRace extends LabElement {
  static properties = { ...LabElement.properties, isLog: { state: true } };

  constructor() {
    super();
    this.isLog = true;
    this.epochs = FIRST_EPOCHS;
    /** @type {Lane[] | undefined} */
    this.lanes = undefined;
    /** @type {LineChart | undefined} */
    this.chart = undefined;
    this.paintMs = WRITE_MS;
    this.observer = new ResizeObserver(() => this.chart?.resize());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.dropChart();
  }

  /** The chart's element has been removed; a new element needs a new chart. */
  dropChart() {
    this.observer.disconnect();
    this.chart?.destroy();
    this.chart = undefined;
  }

  /** @param {Lab} lab */
  view(lab) {
    const state = raceOf(lab);
    return html`<figure aria-label=${text.race} class="race figure-body">
      <div class="figure-head">
        <h2>${text.race}</h2>
        <span class="quiet race-state"></span>
        <span class="aside chart-tools">${state.planned ? this.logSwitch() : nothing} ${closeButton(() => lab.instruments.toggle('race'))}</span>
      </div>
      ${state.choices ? this.form(state) : nothing}
      ${state.planned
        ? html`<div class="chart-area">
              <div
                class="chart-stage"
                tabindex="0"
                role="img"
                aria-label=${text.lossesOfRaceSummary}
                @keydown=${(/** @type {KeyboardEvent} */ event) => this.key(event)}
                @blur=${() => this.chart?.leave()}
              ></div>
              <output class="tip" aria-label=${text.underPointer} hidden></output>
            </div>
            <p class="quiet">${text.raceRanking(state.planned.has_test, state.planned.members.length)}</p>
            <div class="race-scroll">
              <table class="race-table" aria-label=${text.race}>
                <thead>
                  <tr>
                    <th scope="col">${text.place}</th>
                    <th scope="col">${text.optimizer}</th>
                    <th scope="col">${text.trainingLoss}</th>
                    ${state.planned.has_test ? html`<th scope="col">${text.testLoss}</th>` : nothing}
                    ${state.choices?.measure === 'accuracy' ? html`<th scope="col">${text.accuracyName}</th>` : nothing}
                    <th scope="col"><span class="unseen">${text.openInLab}</span></th>
                  </tr>
                </thead>
                <tbody></tbody>
              </table>
            </div>`
        : nothing}
    </figure>`;
  }

  logSwitch() {
    return logSwitch(this.isLog, (isOn) => {
      this.isLog = isOn;
    });
  }

  // --- participants ----------------------------------------------------------------------------

  /** @param {FleetState} state */
  form(state) {
    const lanes = this.lanesOf(state);
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.train(state);
    };
    const rateOf = (/** @type {string} */ name) =>
      state.choices?.lanes.find(({ optimizer }) => optimizer === name)?.learning_rate ?? 0;
    const atHand = state.choices?.learning_rate ?? 0;
    const setAll = (/** @type {(lane: Lane) => number} */ rate) =>
      this.setLanes(lanes.map((lane) => ({ ...lane, learning_rate: rate(lane) })));
    const all = () =>
      this.setLanes((state.choices?.lanes ?? []).map(({ optimizer, learning_rate }) => ({ optimizer, learning_rate })));
    return html`<form class="race-form" @submit=${submit}>
      <ol class="lanes" aria-label=${text.lanes}>
        ${lanes.map((lane, index) => this.lane(state, lanes, lane, index))}
      </ol>
      <div class="race-tools">
        <button type="button" class="text-button" ?disabled=${lanes.length >= limits.lanes} @click=${() => this.setLanes([...lanes, ...lanes.slice(-1)])}>
          ${text.addLane}
        </button>
        <button type="button" class="text-button" @click=${all}>${text.allOptimizers}</button>
        <button type="button" class="text-button" @click=${() => setAll(({ optimizer }) => rateOf(optimizer))}>${text.ownRates}</button>
        <button type="button" class="text-button" @click=${() => setAll(() => atHand)}>${text.rateAtHand}</button>
      </div>
      <div class="fleet-form">
        ${entry({
          id: 'race-epochs',
          label: text.epochsToTrain,
          value: this.epochs,
          change: (typed) => (this.epochs = typed),
          isWrong: state.refused?.field === 'epochs',
        })}
        <div class="fleet-acts">
          ${transport(state, {
            label: text.startRace,
            train: () => this.train(state),
            goOn: () => state.goOn(numberIn(this.epochs)),
          })}
        </div>
      </div>
      ${remarks(state, text.fromSameWeights)}
    </form>`;
  }

  /**
   * @param {FleetState} state
   * @param {Lane[]} lanes
   * @param {Lane} lane
   * @param {number} index
   */
  lane(state, lanes, lane, index) {
    const number = index + 1;
    const set = (/** @type {Partial<Lane>} */ changes) =>
      this.setLanes(lanes.map((other, place) => (place === index ? { ...other, ...changes } : other)));
    const choose = (/** @type {Event} */ event) => {
      const optimizer = /** @type {HTMLSelectElement} */ (event.target).value;
      const own = state.choices?.lanes.find((choice) => choice.optimizer === optimizer);
      set({ optimizer, learning_rate: own?.learning_rate ?? lane.learning_rate });
    };
    return html`<li class="lane">
      <select aria-label=${text.ofLane(number, text.optimizer)} .value=${live(lane.optimizer)} @change=${choose}>
        ${state.choices?.lanes.map(
          ({ optimizer, label }) => html`<option value=${optimizer} ?selected=${optimizer === lane.optimizer}>${label}</option>`,
        )}
      </select>
      <input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${text.ofLane(number, text.rate)}
        .value=${live(rateShown(lane.learning_rate))}
        @change=${(/** @type {Event} */ event) => set({ learning_rate: realIn(/** @type {HTMLInputElement} */ (event.target).value) })}
      />
      <button
        type="button"
        class="text-button quiet"
        aria-label=${text.removeLane(number)}
        ?disabled=${lanes.length < 2}
        @click=${() => this.setLanes(lanes.filter((_, place) => place !== index))}
      >
        ×
      </button>
    </li>`;
  }

  /**
   * The chosen lanes; by default, these are the current optimizer and three others.
   *
   * @param {FleetState} state
   * @returns {Lane[]}
   */
  lanesOf({ choices }) {
    if (this.lanes || !choices) return this.lanes ?? [];
    const { optimizer, learning_rate, lanes } = choices;
    const rivals = lanes.filter((lane) => lane.is_first_rival && lane.optimizer !== optimizer);
    return [{ optimizer, learning_rate }, ...rivals.map((lane) => ({ optimizer: lane.optimizer, learning_rate: lane.learning_rate }))];
  }

  /** @param {Lane[]} lanes */
  setLanes(lanes) {
    this.lanes = lanes;
    this.requestUpdate();
  }

  /** @param {FleetState} state */
  train(state) {
    state.train([], this.lanesOf(state), numberIn(this.epochs));
  }

  // --- results ---------------------------------------------------------------------------------

  updated() {
    const stage = this.querySelector('.chart-stage');
    if (!this.lab) return;
    if (!(stage instanceof HTMLElement)) return this.dropChart();
    if (!this.chart) {
      const onPoint = (/** @type {Pointed | undefined} */ pointed) => this.showTip(pointed);
      this.chart = new LineChart(stage, { onPoint, onZoom: () => this.requestUpdate() });
      this.observer.observe(stage);
    }
    this.writeTable(raceOf(this.lab));
    this.repaint();
  }

  /** @param {Lab} lab */
  mark({ selection: { step } }) {
    this.chart?.mark(step);
  }

  /** @param {Lab} lab */
  isMoving(lab) {
    return raceOf(lab).isTraining;
  }

  /** @param {Lab} lab */
  paint(lab) {
    const state = raceOf(lab);
    const { progress, planned } = state;
    if (!progress || !planned) return this.write('.race-state', '');
    if (!this.chart) return;
    const words = this.querySelector('.race-state');
    const line = text.fleetState(progress, planned.groups);
    if (words && words.textContent !== line) words.textContent = line;
    this.chart.draw([...(progress.arrays['epochs'] ?? [])], this.curves(state), [], this.isLog ? 'log' : 'linear');
    // While a row has the focus, the table is not updated, because the focus would move with the row.
    if (!this.querySelector('.race-table')?.contains(document.activeElement) || !state.isTraining) this.writeTable(state);
  }

  /**
   * @param {FleetState} state
   * @returns {Curve[]}
   */
  curves({ progress, planned, lossName }) {
    if (!planned) return [];
    const { members } = planned;
    const losses = progress?.arrays[/** @type {const} */ (`${lossName}es`)] ?? [];
    const { classes } = palette();
    const records = progress?.arrays['epochs']?.length ?? 0;
    return members.map((_, member) => ({
      label: shortName(planned, member),
      colour: css(classes[member % classes.length] ?? [0, 0, 0]),
      dash: DASHES[member % DASHES.length] ?? [],
      width: 1.5,
      values: Array.from({ length: records }, (_, record) => {
        const value = losses[record * members.length + member];
        return value !== undefined && Number.isFinite(value) ? value : null;
      }),
    }));
  }

  /**
   * Write the table, with the rows in the order of Python's ranking.
   *
   * @param {FleetState} state
   */
  writeTable(state) {
    const body = this.querySelector('tbody');
    const { planned } = state;
    if (!body || !planned) return;
    const rank = (/** @type {number} */ member) => state.number('ranks', member) ?? Infinity;
    const order = planned.members.map((_, member) => member).sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
    const hasAccuracy = state.choices?.measure === 'accuracy';
    const rows = repeat(
      order,
      (member) => member,
      (member) => html`<tr>
        <td class="number">${state.isDiverged(member) ? '–' : formatWhole(state.number('ranks', member) ?? undefined)}</td>
        <th scope="row">${sample(member)} ${planned.members[member]}</th>
        <td class="number">${this.loss(state, 'training_loss', member)}</td>
        ${planned.has_test ? html`<td class="number">${this.loss(state, 'test_loss', member)}</td>` : nothing}
        ${hasAccuracy ? html`<td class="number">${formatPercent(state.number(state.accuracyName, member))}</td>` : nothing}
        <td>
          <button type="button" class="text-button" aria-label=${text.openNetwork(planned.members[member] ?? '')} @click=${() => state.open(member)}>
            ${text.open}
          </button>
        </td>
      </tr>`,
    );
    render(rows, body);
  }

  /**
   * @param {FleetState} state
   * @param {keyof FleetProgressArrays} name
   * @param {number} member
   */
  loss(state, name, member) {
    return state.isDiverged(member) ? text.hasDiverged : formatLoss(state.number(name, member));
  }

  /** @param {Pointed | undefined} pointed */
  showTip(pointed) {
    const tip = this.querySelector('.tip');
    if (!(tip instanceof HTMLElement) || !this.chart) return;
    tip.hidden = pointed === undefined;
    if (this.lab) this.lab.selection.step = pointed && this.chart.epochs[pointed.index];
    if (!pointed) return;
    /** @type {[string, string][]} */
    const lines = this.chart.curves.map(({ label, values }) => [label, formatLoss(values[pointed.index] ?? null)]);
    tip.replaceChildren(definitionList([[text.epoch.toLowerCase(), formatEpoch(this.chart.epochs[pointed.index])], ...lines]));
    const room = this.clientWidth - tip.offsetWidth;
    const left = pointed.left + 14 <= room ? pointed.left + 14 : pointed.left - tip.offsetWidth - 14;
    tip.style.transform = `translate(${Math.max(0, left)}px, 8px)`;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const pace = event.shiftKey ? 10 : 1;
    const by = { ArrowLeft: -pace, ArrowRight: pace, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.chart?.move(by);
  }
}

/**
 * A lane's name at the end of its curve: the optimizer's name, if unique.
 *
 * @param {Received<FleetPlanned>} planned
 * @param {number} member
 */
function shortName({ optimizers, arrays }, member) {
  const optimizer = optimizers[member] ?? '';
  const isOnly = optimizers.indexOf(optimizer) === optimizers.lastIndexOf(optimizer);
  return isOnly ? optimizer : `${optimizer} ${formatSetting(arrays['rates']?.[member] ?? 0)}`;
}

/** @param {Lane['learning_rate']} rate a number, or what was typed instead */
function rateShown(rate) {
  return typeof rate === 'number' ? formatSetting(rate) : String(rate);
}

/**
 * A sample of a lane's line, for its label.
 *
 * @param {number} member
 */
function sample(member) {
  const dash = (DASHES[member % DASHES.length] ?? []).join(' ');
  const { classes } = palette();
  const colour = css(classes[member % classes.length] ?? [0, 0, 0]);
  return html`<svg class="lane-line" viewBox="0 0 28 8" aria-hidden="true">
    <line x1="0" y1="4" x2="28" y2="4" stroke=${colour} stroke-width="2" stroke-dasharray=${dash || nothing}></line>
  </svg>`;
}

customElements.define('cr-race', CrRace);

/** @param {{ lab: Lab }} properties */
export const race = ({ lab }) => html`<cr-race class="wide-instrument" .lab=${lab}></cr-race>`;
