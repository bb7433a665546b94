/** The table of settings, from Python. */
import rows from '../generated/settings.json';
import { say } from '../text/phrases.js';

/**
 * @typedef {object} Setting
 * @property {string} name
 * @property {string} kind
 * @property {string} group the group of its control; `own` if the page has a custom control for it
 * @property {unknown} default
 * @property {string} label
 * @property {Record<string, string>} choices
 * @property {Record<string, unknown>} facts about some of the choices
 * @property {number | null} low
 * @property {number | null} high
 * @property {number[]} suggestions
 * @property {string} allowed
 * @property {LayerKind[]} layer_kinds
 * @property {{ name: string, values: string[] } | null} needs
 */

/**
 * @typedef {object} UpdateRule Python's description of an optimizer
 * @property {string} formula
 * @property {Record<string, string>} variants by the setting that must be enabled; the last of several applies
 * @property {boolean} decays_apart
 * @property {boolean} has_step_limit
 */

/** @typedef {{ kind: string, [field: string]: unknown }} HiddenLayer a layer as in a file */

/**
 * @typedef {object} LayerField
 * @property {string} name
 * @property {'whole' | 'real' | 'switch' | 'choice' | 'layers'} kind
 * @property {string} label
 * @property {Record<string, string>} choices
 */

/**
 * @typedef {object} LayerKind
 * @property {string} kind
 * @property {string} label
 * @property {string} short the label in captions of narrow columns
 * @property {string | null} width the field that holds its width
 * @property {boolean} is_dense
 * @property {LayerField[]} fields
 */

/** @type {Map<string, Setting>} */
const table = new Map(
  /** @type {Setting[]} */ (/** @type {unknown} */ (rows)).map((row) => [row.name, inWords(row)]),
);

/**
 * @param {string} name
 * @returns {Setting}
 */
export function setting(name) {
  const row = table.get(name);
  if (!row) throw new RangeError(`unknown setting: ${name}`);
  return row;
}

/** All settings, in the order of the page. */
export const allSettings = [...table.values()];

/** @param {string} name */
export function isSetting(name) {
  return table.has(name);
}

/**
 * Whether a setting has an effect, given the others.
 *
 * @param {string} name
 * @param {Record<string, unknown>} experiment
 */
export function isInUse(name, experiment) {
  const { needs } = setting(name);
  return needs === null || needs.values.includes(String(experiment[needs.name]));
}

/**
 * The settings of a group, in the table's order.
 *
 * @param {string} group
 */
export function inGroup(group) {
  return [...table.values()].filter((row) => row.group === group).map((row) => row.name);
}

/**
 * The description of an experiment's optimizer.
 *
 * @param {Record<string, unknown>} experiment
 */
export function ruleOf(experiment) {
  return /** @type {UpdateRule} */ (setting('optimizer').facts[String(experiment['optimizer'])]);
}

/**
 * Whether the schedule leaves the learning rate as it is.
 *
 * @param {Record<string, unknown>} experiment
 */
export function isConstant(experiment) {
  return /** @type {{ is_constant: boolean }} */ (setting('schedule').facts[String(experiment['schedule'])]).is_constant;
}

/**
 * The optimizer's update rule with the current settings.
 *
 * @param {Record<string, unknown>} experiment
 */
export function formulaOf(experiment) {
  const { formula, variants } = ruleOf(experiment);
  const isOn = (/** @type {string} */ name) => Boolean(experiment[name]) && isInUse(name, experiment);
  return Object.entries(variants).findLast(([name]) => isOn(name))?.[1] ?? formula;
}

/** The kinds of layers. */
export function layerKinds() {
  return setting('layers').layer_kinds;
}

/** @param {string} name */
export function layerKind(name) {
  return layerKinds().find(({ kind }) => kind === name);
}

/**
 * The names of a kind of layer, the longest first: a caption takes the first that fits.
 *
 * @param {string} name
 */
export function layerLabels(name) {
  const { label = name, short = label } = layerKind(name) ?? {};
  return [label, short];
}

/**
 * The field that holds a layer's width, and its value; undefined for a layer without a width.
 *
 * @param {HiddenLayer} layer
 */
export function widthOf(layer) {
  const field = layerKind(layer.kind)?.width;
  return field ? { field, value: Number(layer[field]) } : undefined;
}

/** @param {HiddenLayer} layer */
export const isDense = ({ kind }) => layerKind(kind)?.is_dense ?? false;

/** The values of the controls before the first experiment. */
export const defaults = Object.freeze(Object.fromEntries([...table.values()].map((row) => [row.name, row.default])));

/**
 * The next lower suggested value of a setting, if any.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function nextLower(name, value) {
  return setting(name).suggestions.findLast((suggestion) => suggestion < Number(value));
}

/**
 * A row with its labels in the page's language.
 *
 * @param {Setting} row
 * @returns {Setting}
 */
function inWords(row) {
  /** @type {Record<string, string>} */
  const choices = {};
  for (const word of Object.keys(row.choices)) choices[word] = say({ key: `choice.${row.name}.${word}`, values: {} });
  const layer_kinds = row.layer_kinds.map(kindInWords);
  return { ...row, label: say({ key: `setting.${row.name}`, values: {} }), choices, layer_kinds };
}

/**
 * A kind of layer with its labels in the page's language.
 *
 * @param {LayerKind} kind
 * @returns {LayerKind}
 */
function kindInWords({ kind, width, is_dense, fields }) {
  const named = (/** @type {string} */ key) => say({ key: `layer.${kind}${key}`, values: {} });
  return {
    kind,
    width,
    is_dense,
    label: named(''),
    short: named('.short'),
    fields: fields.map(({ name, choices, ...rest }) => ({
      ...rest,
      name,
      label: named(`.${name}`),
      choices: Object.fromEntries(
        // An activation has the same name in all layers.
        Object.keys(choices).map((word) => [
          word,
          name === 'activation' ? say({ key: `choice.layers.${word}`, values: {} }) : named(`.${name}.${word}`),
        ]),
      ),
    })),
  };
}
