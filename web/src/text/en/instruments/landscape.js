/** Loss landscape and curvature. */

import { endsOf, formatApart } from '../../format.js';

export const landscape = {
  landscape: 'Loss landscape',
  landscapeView: 'View',
  landscapeViews: { contour: 'Contour', surface: 'Surface' },
  landscapeMap: 'Map of the loss; the arrow keys move the cross-hair, faster with Shift, and Enter loads the weights there',
  landscapeSurface: 'Surface of the loss; the arrow keys or dragging turn it, Home turns it back, and a click loads the weights there',
  directions: 'Directions',
  directionKinds: { random: 'random directions', path: 'the path of the run' },
  otherDirections: 'Other directions',
  heightIs: 'Height',
  heightKinds: { training: 'training loss', test: 'test loss', objective: 'loss and penalty', penalty: 'penalty' },
  nodes: 'Nodes',
  zoom: 'Zoom',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  updateLandscape: 'Update',
  landscapeKeys: {
    contour: 'Ring: start of the path. Blue ring: the moment selected in a chart. Diamond: the run (hollow if off this plane). Cross: lowest point. Click to load a point’s weights.',
    surface: 'Ring: start of the path. Blue ring: the moment selected in a chart. Large dot: the run, or the nearest point if it is off this plane. Small dot: lowest point. Click to load a point’s weights; drag to turn the surface.',
  },
  weightsLoaded: 'The weights of that point are loaded; Undo restores the previous ones.',
  notFinite: 'not finite',
  curvature: 'Curvature',
  atStep: 'at step',
  readingCurvature: 'Computing the curvature …',
  sharpness: 'sharpness λ (largest eigenvalue)',
  alongGradient: 'along the gradient',
  scaledSharpness: 'λ with the optimizer’s step sizes',
  rateInForce: 'learning rate η',
  stepLimit: 'largest stable η',
  sharpnessChart: 'Sharpness over the run, and the threshold set by the learning rate',
  sharpnessCurve: 'sharpness',
  thresholdCurve: 'threshold',
  /**
   * The step of a landscape, and the run's step if it has continued.
   *
   * @param {import('../../../generated/protocol').LandscapeMap | undefined} map
   * @param {number | undefined} now
   */
  landscapeAside(map, now) {
    if (!map) return 'computing …';
    const when = `around the weights of step ${map.step}${now === undefined ? '' : `; the run is at step ${now}`}`;
    return map.is_complete || map.refusal ? when : `${when}; refining …`;
  },
  /** @param {[number, number] | null} explained shares of the variance of all paths */
  axisNames(explained) {
    const percent = (/** @type {number} */ share) => `${(100 * share).toPrecision(3)} % of the variance`;
    return /** @type {[string, string]} */ (
      explained ? explained.map((share, k) => `component ${k + 1}: ${percent(share)}`) : ['random direction 1', 'random direction 2']
    );
  },
  /**
   * A description of a landscape in one sentence.
   *
   * @param {import('../../../generated/protocol').LandscapeMap} map
   * @param {ArrayLike<number> | undefined} path a, b, a, b …
   */
  landscapeSummary({ lowest, highest, not_finite: bad }, path) {
    const at = (/** @type {number} */ a, /** @type {number} */ b, decimals = 2) => `(${a.toFixed(decimals)}, ${b.toFixed(decimals)})`.replaceAll('-', '−');
    if (!lowest || !highest) return 'The loss is not finite anywhere in this region.';
    const [low, high] = formatApart(lowest.loss, highest.loss, 4);
    const parts = [`The loss ranges from ${low} at ${at(lowest.a, lowest.b)} to ${high}`];
    if (path && path.length > 2) {
      const [from, to] = endsOf(path, at);
      parts.push(`the run went from ${from} to ${to}`);
    }
    if (bad) parts.push(`the loss is not finite at ${bad} ${bad === 1 ? 'node' : 'nodes'} of the grid (hatched)`);
    return `${parts.join('; ')}.`;
  },
  /** @param {number} share of a path's squared distances */
  pathShare: (share) => `${(100 * share).toPrecision(3)} % of the path’s squared distances from the current weights lie in this plane.`,
  /** @param {string[]} labels of other networks' paths, empty for one of many */
  pathsBeside(labels) {
    const named = labels.filter(Boolean);
    const many = labels.length - named.length;
    return `Other paths: ${[...named, ...(many ? [`${many} networks of the fleet (thin lines)`] : [])].join(', ')}.`;
  },
  /** @param {string} a @param {string} b @param {string} value @param {'loss' | 'penalty' | 'objective'} height */
  pointTold: (a, b, value, height) =>
    `${{ loss: 'loss', penalty: 'penalty', objective: 'loss and penalty' }[height]} ${value} at ${a}, ${b}`,
  /** @param {number} share of the limit */
  rateAgainstLimit: (share) =>
    `η is ${share >= 10 ? Math.round(share) : share.toPrecision(2)} times its largest stable value`,
  /**
   * The basis of the limit.
   *
   * @param {boolean} isKnown whether the optimizer has a limit, once it has taken a step
   * @param {number | null} factor
   * @param {boolean} isScaled
   */
  curvatureNote(isKnown, factor, isScaled) {
    if (factor === null) {
      return isKnown
        ? 'This optimizer scales its steps by past gradients, so it has no limit before its first step.'
        : 'No limit is known for this optimizer.';
    }
    const rule = `On a quadratic loss with full batches, steps are stable while η < ${Number(factor.toPrecision(3))}/λ`;
    return isScaled
      ? `${rule}, where λ includes the optimizer’s step size for each weight (Cohen et al. 2022).`
      : `${rule}; networks often train at this edge (Cohen et al. 2021).`;
  },
};
