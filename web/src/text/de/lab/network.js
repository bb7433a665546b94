/** Das Diagramm des Netzes. */

import limits from '../../../generated/limits.json';

/** @type {typeof import('../../en/lab/network.js').network} */
export const network = {
  network: 'Netz',
  output: 'Ausgabe',
  addLayer: 'Schicht hinzufügen',
  removeLayer: 'Schicht entfernen',
  layers: 'verborgene Schichten',
  layer: 'Schicht',
  unit: 'Einheit',
  parameters: 'Parameter',
  negative: 'negativ',
  positive: 'positiv',
  linksShow: 'Verbindungen zeigen',
  linkKinds: { weight: 'Gewichte', gradient: 'Gradienten', update: 'letzte Updates', all: 'alle drei' },
  lastUpdate: 'letztes Update',
  editWeight: 'Neues Gewicht',
  editBias: 'Neuer Bias',
  notANumber: 'Gib eine Zahl ein, etwa −0,5 oder 1e-3.',
  weightsTable: 'Gewichte als Tabelle',
  bias: 'Bias',
  weight: 'Gewicht',
  gradient: 'letzter Gradient',
  empty: 'Noch nichts: Drücke „Start“.',
  addUnit: (layer) => `Einheit zu Schicht ${layer} hinzufügen`,
  removeUnit: (layer) => `Einheit aus Schicht ${layer} entfernen`,
  unitName: (layer, unit) => `${layer}, Einheit ${unit}`,
  outputName: (layer, output) => `${layer}, ${output}`,
  input: 'Eingabe',
  inputs: 'Eingaben',
  gives: 'ergibt',
  shape: ({ kind, sizes, symbols }) =>
    kind === 'tokens' ? `${sizes.join(' × ')} Tokens aus ${symbols}` : sizes.join(' × '),
  pictureName: (layer, picture, kind) =>
    `${layer}, ${{ units: 'Zahl', maps: 'Kanal', matrix: 'Kopf' }[kind]} ${picture}`,
  networkSummary({ features, input, layers, outputs }) {
    const isDense = layers.every(({ is_dense }) => is_dense);
    const hidden = layers
      .slice(0, -1)
      .map(({ units, activation, words }) => (isDense ? `${units} ${activation}` : words));
    const middle = !hidden.length
      ? 'keine verborgene Schicht'
      : isDense
        ? `verborgene Schichten mit ${hidden.join(', ')} Einheiten`
        : `verborgene Schichten ${hidden.join('; ')}`;
    const inputs = input.kind === 'numbers' && features.length <= limits.units ? features.join(', ') : network.shape(input);
    return (
      `Schaubild: Eingaben ${inputs}, ${middle}, am Ende ${layers.at(-1)?.units ?? 0}: ${outputs.join(', ')}. ` +
      'Pfeiltasten führen von Einheit zu Einheit; Enter führt zu den Verbindungen in eine Einheit.'
    );
  },
  linkLegend(kind, gradient, update) {
    if (kind === 'all') return `von oben: Gradient bis ±${gradient}, Gewicht, letztes Update bis ±${update}`;
    return kind === 'gradient' ? 'des letzten Batches' : '';
  },
  layerName: (layer, count) => (layer === count - 1 ? network.output : `${network.layer} ${layer + 1}`),
};
