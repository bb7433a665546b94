/** Ein Gewicht, das am Schieberegler gezogen wird, und die Karte eines Beispiels. */

import { formatLoss, formatShort, formatSigned } from '../../format.js';

/** @typedef {import('../../../touch/state.js').Along} Along */

/** @type {typeof import('../../en/instruments/touch.js').touch} */
export const touch = {
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
