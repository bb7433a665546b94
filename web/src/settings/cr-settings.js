import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { allSettings, inGroup, isConstant, isInUse, setting } from '../model/settings.js';
import { text } from '../text/index.js';
import { formatFixed, formatShort, listSeparator } from '../text/format.js';
import { pictures } from './data-set-pictures.js';
import { labelled, learningRule } from './setting-controls.js';
import { allExplanations } from './cr-explanation.js';
import { SettingForm } from './setting-form.js';
import { REGULARISING } from './cr-training.js';
import { layerEditor } from './layer-editor.js';
import { outputLayer } from './output-layer.js';
import { tableFields } from './table-fields.js';

/** @import { Lab } from '../model/lab.js' */

/** Features with a switch; others can be typed. */
const FEATURES = /** @type {const} */ ([
  ['x1', 'x₁'],
  ['x2', 'x₂'],
  ['x1^2', 'x₁²'],
  ['x2^2', 'x₂²'],
  ['x1*x2', 'x₁·x₂'],
  ['sin(x1)', 'sin x₁'],
  ['sin(x2)', 'sin x₂'],
]);

/** The option for one number per class. */
const OWN_WEIGHTS = 'own';

/**
 * The settings in use, in the order of the form; the fields of layers are named as in the glossary.
 *
 * @param {Lab} lab
 */
const shownNames = ({ experiment }) => [...allSettings.map(({ name }) => name).filter((name) => isInUse(name, experiment)), 'activation', 'dropout', 'norm'];

/**
 * `<cr-settings>`: a control for every setting that `<cr-training>` does not have.
 * A control shows the current or requested value; a rejected value stays as typed, with Python's error
 * message.
 */
export class CrSettings extends SettingForm {
  /** @param {Lab} lab */
  view(lab) {
    this.forgetTyped(lab);
    const fields = (/** @type {string[]} */ names) =>
      names.filter((name) => isInUse(name, lab.experiment)).map((name) => this.field(lab, name));
    return html`<form @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <fieldset class="group">
        <legend>${text.data}</legend>
        ${pictures(lab)} ${this.field(lab, 'data')} ${tableFields(lab)}
        ${isInUse('noise', lab.experiment) ? slider(lab, 'noise') : nothing} ${fields(['classes', 'example_inputs', 'example_targets'])}
        ${lab.experiment['data'] === 'drawn' ? html`<p class="quiet">${text.drawOnMap}</p>` : nothing}
        ${lab.experiment['data'] === 'example' ? nothing : this.more(fields(['samples', ...(lab.experiment['split_by_set'] ? [] : ['train_share']), 'data_seed']))}
      </fieldset>
      <fieldset class="group">
        <legend>${text.network}</legend>
        ${isInUse('features', lab.experiment) ? this.features(lab) : nothing}
        ${layerEditor({ lab, typed: this.typed })}
        ${outputLayer(lab)} ${this.field(lab, 'init')} ${this.field(lab, 'init_scale')}
      </fieldset>
      <fieldset class="group">
        <legend>${text.training}</legend>
        ${this.field(lab, 'loss')}
        ${isInUse('class_weights', lab.experiment) && classesOf(lab) ? this.classWeights(lab) : nothing}
        <p class="quiet rule">${learningRule(lab)}</p>
        <p class="quiet rule rate-now" hidden></p>
        ${fields(inGroup('schedule'))} ${this.more(fields(inGroup('optimizer').filter((name) => !REGULARISING.includes(name))))}
        ${this.more(fields([...inGroup('stopping'), ...inGroup('start')]), text.stopping)}
        ${fields(inGroup('other'))}
      </fieldset>
      ${allExplanations(shownNames(lab), lab.settings)}
    </form>
    <cr-explanation></cr-explanation>`;
  }

  updated() {
    if (this.lab) this.paint(this.lab);
  }

  /**
   * Write the current learning rate, if a schedule sets it.
   *
   * @param {Lab} lab
   */
  paint({ frame, experiment, isLive }) {
    const line = this.querySelector('.rate-now');
    if (!(line instanceof HTMLElement)) return;
    line.hidden = !isLive || !frame || isConstant(experiment);
    const words = frame ? text.rateNow(formatShort(frame.learning_rate)) : '';
    if (line.textContent !== words) line.textContent = words;
  }

  /**
   * The features: a switch for each common one, and a text field for any formula.
   *
   * @param {Lab} lab
   */
  features(lab) {
    const name = 'features';
    const row = setting(name);
    const chosen = /** @type {string[]} */ (lab.experiment[name]);
    const change = (/** @type {Event} */ event) => {
      const typed = /** @type {HTMLInputElement} */ (event.target).value;
      this.typed.set(name, typed);
      this.typing = undefined;
      lab.change({ [name]: typed.split(',') });
    };
    const input = (/** @type {Event} */ event) => {
      this.typing = name;
      this.typed.set(name, /** @type {HTMLInputElement} */ (event.target).value);
    };
    const line = html`<div class="features" role="group" aria-label=${row.label}>
        ${FEATURES.map(([formula, label]) => featureSwitch(lab, chosen, formula, label))}
      </div>
      <input
        id="setting-${name}"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        title=${text.formulas}
        aria-invalid=${lab.notices.faults.get(name) ? 'true' : nothing}
        aria-describedby=${lab.notices.faults.get(name) ? `fault-${name}` : nothing}
        .value=${live(this.typed.get(name) ?? chosen.join(', '))}
        @input=${input}
        @change=${change}
        @blur=${() => (this.typing = undefined)}
      />`;
    return labelled(lab, row, line);
  }

  /**
   * @param {unknown[]} fields
   * @param {string} [title]
   */
  more(fields, title = text.more) {
    return html`<details>
      <summary>${title}</summary>
      ${fields}
    </details>`;
  }

  /**
   * The control for class weights: none, a rule, or one number for each class.
   *
   * @param {Lab} lab
   */
  classWeights(lab) {
    const row = setting('class_weights');
    const value = lab.experiment[row.name];
    const isOwn = Array.isArray(value);
    const change = (/** @type {Event} */ event) => {
      const choice = /** @type {HTMLSelectElement} */ (event.target).value;
      this.typed.delete(row.name);
      lab.change({ [row.name]: choice === OWN_WEIGHTS ? Array(classesOf(lab)).fill(1) : choice });
    };
    const choices = [...Object.entries(row.choices), [OWN_WEIGHTS, text.ownWeights]];
    const kind = html`<select
      id=${isOwn ? `kind-${row.name}` : `setting-${row.name}`}
      aria-label=${isOwn ? text.classWeightsKind : nothing}
      aria-describedby=${value === 'none' ? nothing : `hint-${row.name}`}
      @change=${change}
    >
      ${choices.map(
        ([choice, label]) =>
          html`<option value=${choice} .selected=${live(choice === (isOwn ? OWN_WEIGHTS : value))}>${label}</option>`,
      )}
    </select>`;
    const weights = lab.opened?.class_weights;
    const hint = weights
      ? html`<p class="quiet rule" id="hint-${row.name}">${text.weightedLoss(weights.map(formatShort).join(listSeparator))}</p>`
      : nothing;
    return html`${labelled(lab, row, isOwn ? [kind, this.entry(lab, row, value)] : kind)}${hint}`;
  }
}

/**
 * The number of classes; 0 for a regression.
 *
 * @param {Lab} lab
 */
function classesOf({ opened }) {
  return opened?.scale.classes ?? 0;
}

/**
 * @param {Lab} lab
 * @param {string[]} chosen
 * @param {string} formula
 * @param {string} label
 */
function featureSwitch(lab, chosen, formula, label) {
  const isOn = chosen.includes(formula);
  const change = () =>
    lab.change({ features: isOn ? chosen.filter((other) => other !== formula) : [...chosen, formula] });
  return html`<button type="button" aria-pressed=${isOn} @click=${change}>${label}</button>`;
}

/**
 * @param {Lab} lab
 * @param {string} name
 */
function slider(lab, name) {
  const row = setting(name);
  const value = Number(lab.experiment[name]);
  const [low, high] = [row.low ?? 0, row.high ?? 1];
  const input = (/** @type {Event} */ event) =>
    lab.change({ [name]: /** @type {HTMLInputElement} */ (event.target).valueAsNumber });
  const control = html`<input
    id="setting-${name}"
    class="range"
    type="range"
    min=${low}
    max=${high}
    step="0.01"
    .value=${live(String(value))}
    @input=${input}
  />`;
  return labelled(lab, row, control, html`<span class="number">${formatFixed(value, 2)}</span>`);
}

customElements.define('cr-settings', CrSettings);

/** @param {{ lab: Lab }} properties */
export const settings = ({ lab }) => html`<cr-settings class="settings" .lab=${lab}></cr-settings>`;
