/** Das Diagramm des Netzes. */

import limits from '../../generated/limits.json';
import { formatLoss, formatShort, formatSigned } from '../format.js';

/** @typedef {import('../../touch/state.js').Along} Along */

/** @type {typeof import('../en/network.js').network} */
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
  /** The slider of a weight. */
  touch: {
    which: 'Welches Gewicht',
    close: 'Schieberegler schließen',
    loss: 'Verlust',
    slow: 'Dieses Netz ist zu groß, um den Verlust entlang eines Gewichts zu berechnen.',
    noCurve: 'Der Verlust ist hier nicht endlich.',
    pauses: 'Beim Ziehen pausiert das Training.',
    /** @param {boolean} isBias */
    frozen: (isBias) => `Diese Schicht ist eingefroren: ${isBias ? 'Der Bias' : 'Das Gewicht'} hat keinen Gradienten.`,
    /** @param {number | null} slope of the tangent @param {boolean} isBias */
    slope(slope, isBias) {
      if (slope === null) return '';
      const effect =
        slope === 0
          ? `Eine kleine Änderung ${isBias ? 'des Bias' : 'des Gewichts'} ändert den Verlust nicht`
          : `Der Verlust ${slope < 0 ? 'sinkt' : 'steigt'}, wenn ${isBias ? 'der Bias' : 'das Gewicht'} wächst`;
      return `Steigung ${slope === 0 ? '0' : formatSigned(slope)}: ${effect}.`;
    },
    /** @param {number} examples of the batch @param {boolean} hasPenalty */
    about: (examples, hasPenalty) =>
      `Verlust des letzten Batches (${examples} ${examples === 1 ? 'Beispiel' : 'Beispiele'})${hasPenalty ? ' ohne die Strafe' : ''}. ` +
      'Seine Steigung ist der Gradient.',
    /** @param {string} name of the weight @param {Along} along */
    chart: (name, { low, high, value, loss }) =>
      `Verlust entlang ${name} von ${formatShort(low)} bis ${formatShort(high)}, mit der Tangente bei ${formatShort(value)}, wo der Verlust ${formatLoss(loss)} ist`,
    /** @param {number} value on the slider @param {Along | undefined} along */
    spoken: (value, along) =>
      [formatShort(value), ...(along?.loss != null ? [`Verlust ${formatLoss(along.loss)}`] : []), ...(along?.slope != null ? [`Steigung ${formatSigned(along.slope)}`] : [])].join('; '),
    signals: 'Gewicht × Aktivierung',
    score: (symbol) => `Score ${symbol}`,
  },
};
