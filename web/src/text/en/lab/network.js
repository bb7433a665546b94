/** The network’s diagram. */

import limits from '../../../generated/limits.json';

export const network = {
  network: 'Network',
  output: 'Output',
  addLayer: 'Add layer',
  removeLayer: 'Remove layer',
  layers: 'hidden layers',
  layer: 'layer',
  unit: 'unit',
  parameters: 'parameters',
  negative: 'negative',
  positive: 'positive',
  linksShow: 'Links show',
  linkKinds: { weight: 'weights', gradient: 'gradients', update: 'last updates', all: 'all three' },
  lastUpdate: 'last update',
  editWeight: 'New weight',
  editBias: 'New bias',
  notANumber: 'Type a number, such as −0.5 or 1e-3.',
  weightsTable: 'Weights as a table',
  bias: 'bias',
  weight: 'weight',
  gradient: 'last gradient',
  empty: 'Nothing yet: press Play.',
  /** @param {number} layer counted from 1 */
  addUnit: (layer) => `Add a unit to layer ${layer}`,
  /** @param {number} layer counted from 1 */
  removeUnit: (layer) => `Remove a unit from layer ${layer}`,
  /**
   * @param {string} layer
   * @param {number} unit counted from 1
   */
  unitName: (layer, unit) => `${layer}, unit ${unit}`,
  /** @param {string} layer @param {string} output */
  outputName: (layer, output) => `${layer}, ${output}`,
  input: 'input',
  inputs: 'inputs',
  gives: 'gives',
  /**
   * The shape of an example between two layers.
   *
   * @param {import('../../../generated/protocol').LayerShape} shape
   */
  shape: ({ kind, sizes, symbols }) =>
    kind === 'tokens' ? `${sizes.join(' × ')} tokens of ${symbols}` : sizes.join(' × '),
  /**
   * @param {string} layer
   * @param {number} picture counted from 1
   * @param {'units' | 'maps' | 'matrix'} kind
   */
  pictureName: (layer, picture, kind) =>
    `${layer}, ${{ units: 'number', maps: 'channel', matrix: 'head' }[kind]} ${picture}`,
  /** @param {import('../../../generated/protocol').Network} network */
  networkSummary({ features, input, layers, outputs }) {
    const isDense = layers.every(({ is_dense }) => is_dense);
    const hidden = layers
      .slice(0, -1)
      .map(({ units, activation, words }) => (isDense ? `${units} ${activation}` : words));
    const middle = !hidden.length
      ? 'no hidden layer'
      : isDense
        ? `hidden layers of ${hidden.join(', ')} units`
        : `hidden layers ${hidden.join('; ')}`;
    const inputs = input.kind === 'numbers' && features.length <= limits.units ? features.join(', ') : network.shape(input);
    // This avoids the names of other figures, so that searching the page for those does not match it.
    const last = layers.at(-1)?.units ?? 0;
    return (
      `Diagram: inputs ${inputs}; ${middle}; ${last} ${last === 1 ? 'unit' : 'units'} in the last layer: ` +
      `${outputs.join(', ')}. Arrow keys move between units; Enter goes to the links into a unit.`
    );
  },
  /**
   * What the lines of the diagram show.
   *
   * @param {import('../../../model/lab.js').LinkKind} kind
   * @param {string} gradient at full colour
   * @param {string} update at full colour
   */
  linkLegend(kind, gradient, update) {
    if (kind === 'all') return `from the top: gradient up to ±${gradient}, weight, last update up to ±${update}`;
    return kind === 'gradient' ? 'of the last batch' : '';
  },
  /** @param {number} layer counted from 0 @param {number} count of layers, the output among them */
  layerName: (layer, count) =>
    layer === count - 1 ? network.output.toLowerCase() : `${network.layer} ${layer + 1}`,
};
