/**
 * The fields of a fleet that compares values of one setting, each with several seeds.
 *
 * @import { FleetAxis, FleetSetting } from '../generated/protocol'
 * @import { FleetState } from './state.js'
 */
import { html } from 'lit';
import { numberIn } from '../kit/entries.js';
import { asNumber, inLocale } from '../text/format.js';
import { text } from '../text/index.js';
import { entry } from './fleet-parts.js';

/** @typedef {{ value: (name: string, fallback: string) => string, set: (name: string, typed: string) => void }} Form the typed values */

const SEEDS = '16';

/**
 * The chosen setting.
 *
 * @param {FleetState} state
 * @param {Form} form
 * @returns {FleetSetting | undefined}
 */
export function chosenSetting({ choices }, form) {
  const { settings = [] } = choices ?? {};
  return settings.find(({ name }) => name === form.value('setting', '')) ?? settings[0];
}

/**
 * The two axes: the setting and the seeds.
 *
 * @param {FleetState} state
 * @param {Form} form
 * @returns {FleetAxis[]}
 */
export function settingAxes(state, form) {
  const setting = chosenSetting(state, form);
  if (!setting) return [];
  const count = /** @type {number} */ (numberIn(form.value('each count', SEEDS)));
  const low = state.choices?.axes.find(({ name }) => name === 'seed')?.low ?? 0;
  return [{ name: setting.name, texts: textsOf(setting, form) }, { name: 'seed', low, count }];
}

/**
 * @param {FleetSetting} setting
 * @param {Form} form
 */
function textsOf(setting, form) {
  const typed = form.value(`${setting.name} texts`, setting.texts.join(';')).split(';').map((part) => part.trim()).filter(Boolean);
  // Choices are in the order of the menu, regardless of the order of the clicks.
  if (setting.options.length) return setting.options.map(({ text: word }) => word).filter((word) => typed.includes(word));
  return setting.name === 'features' ? typed : typed.map(asNumber);
}

/**
 * @param {FleetState} state
 * @param {Form} form
 * @param {(name: string) => boolean} isWrong whether an error concerns a field
 */
export function settingFields(state, form, isWrong) {
  const setting = chosenSetting(state, form);
  if (!setting) return '';
  const choose = (/** @type {Event} */ event) => form.set('setting', /** @type {HTMLSelectElement} */ (event.target).value);
  return html`<div class="field is-wide">
      <div class="field-name"><label for="fleet-setting">${text.comparedSetting}</label></div>
      <select id="fleet-setting" @change=${choose}>
        ${state.choices?.settings.map(
          ({ name, label }) => html`<option value=${name} ?selected=${name === setting.name}>${label}</option>`,
        )}
      </select>
    </div>
    ${setting.options.length ? options(setting, form) : values(setting, form, isWrong)}
    ${entry({
      id: 'fleet-each',
      label: text.seedsEach,
      value: form.value('each count', SEEDS),
      change: (typed) => form.set('each count', typed),
      isWrong: isWrong('each count'),
    })}`;
}

/**
 * @param {FleetSetting} setting
 * @param {Form} form
 */
function options(setting, form) {
  const chosen = textsOf(setting, form);
  return html`<div class="features" role="group" aria-label=${setting.label}>
    ${setting.options.map(({ text: word, label }) => {
      const isOn = chosen.includes(word);
      const toggle = () => {
        const others = isOn ? chosen.filter((other) => other !== word) : [...chosen, word];
        form.set(`${setting.name} texts`, others.join(';'));
      };
      return html`<button type="button" aria-pressed=${isOn} @click=${toggle}>${label}</button>`;
    })}
  </div>`;
}

/**
 * @param {FleetSetting} setting
 * @param {Form} form
 * @param {(name: string) => boolean} isWrong
 */
function values(setting, form, isWrong) {
  const name = `${setting.name} texts`;
  const isNumber = setting.name !== 'features';
  const proposed = isNumber ? setting.texts.map(inLocale) : setting.texts;
  return entry({
    id: 'fleet-texts',
    label: text.comparedValues,
    value: form.value(name, proposed.join('; ')),
    change: (typed) => form.set(name, typed),
    isWrong: isWrong(name),
    isWide: true,
  });
}
