/** Loss landscape and curvature. */

export const landscape = {
  landscape: 'Loss landscape',
  landscapeView: 'How to see it',
  landscapeViews: { contour: 'Contour', surface: 'Surface' },
  landscapeMap: 'Map of the loss; arrow keys move the cross-hair, with Shift faster, Enter loads the weights there',
  landscapeSurface: 'Surface of the loss; arrow keys or dragging turn it, Home turns it back, a click loads the weights there',
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
    contour: 'A ring marks where the path starts, a diamond where the run is (hollow: off this plane), a cross the lowest point; click to load a point’s weights.',
    surface: 'A ring marks where the path starts, a large dot where the run is (or, off this plane, the nearest point), a small dot the lowest point; click to load a point’s weights, drag to turn.',
  },
  weightsLoaded: 'The weights of that point are loaded; Undo takes them back.',
  notFinite: 'not finite',
  curvature: 'Curvature',
  atStep: 'at step',
  readingCurvature: 'Reading the curvature …',
  sharpness: 'sharpness λ, the greatest',
  alongGradient: 'along the gradient',
  scaledSharpness: 'λ with the optimizer’s step sizes',
  rateInForce: 'learning rate η',
  stepLimit: 'greatest stable η',
  sharpnessChart: 'Sharpness over the run, and the threshold that the learning rate sets',
  sharpnessCurve: 'sharpness',
  thresholdCurve: 'threshold',
  /**
   * The step of a landscape, and the run's step if it has continued.
   *
   * @param {import('../../generated/protocol').LandscapeMap | undefined} map
   * @param {number | undefined} now
   */
  landscapeAside(map, now) {
    if (!map) return 'on its way …';
    const when = `around the weights of step ${map.step}${now === undefined ? '' : `; the run is at step ${now}`}`;
    return map.is_complete || map.refusal ? when : `${when}; getting finer …`;
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
   * @param {import('../../generated/protocol').LandscapeMap} map
   * @param {ArrayLike<number> | undefined} path a, b, a, b …
   */
  landscapeSummary({ lowest, highest, not_finite: bad }, path) {
    const at = (/** @type {number} */ a, /** @type {number} */ b) => `(${a.toFixed(2)}, ${b.toFixed(2)})`.replaceAll('-', '−');
    if (!lowest || !highest) return 'The loss is finite nowhere in this region.';
    const parts = [`The loss goes from ${lowest.loss.toPrecision(4)} at ${at(lowest.a, lowest.b)} to ${highest.loss.toPrecision(4)}`];
    if (path && path.length > 2) {
      const [a = 0, b = 0] = [path[path.length - 2], path[path.length - 1]];
      parts.push(`the run went from ${at(path[0] ?? 0, path[1] ?? 0)} to ${at(a, b)}`);
    }
    if (bad) parts.push(`at ${bad} nodes, hatched, it is not finite`);
    return `${parts.join('; ')}.`;
  },
  /** @param {number} share of a path's squared distances */
  pathShare: (share) => `Of the path’s squared distances from here, ${(100 * share).toPrecision(3)} % lie in this plane.`,
  /** @param {string[]} labels of other networks' paths, empty for one of many */
  pathsBeside(labels) {
    const named = labels.filter(Boolean);
    const many = labels.length - named.length;
    return `Beside it: ${[...named, ...(many ? [`${many} networks of the fleet, thin`] : [])].join(', ')}.`;
  },
  /** @param {string} a @param {string} b @param {string} value @param {'loss' | 'penalty' | 'objective'} height */
  pointTold: (a, b, value, height) =>
    `${{ loss: 'loss', penalty: 'penalty', objective: 'loss and penalty' }[height]} ${value} at ${a}, ${b}`,
  /** @param {number} share of the limit */
  rateAgainstLimit: (share) =>
    `η is ${share >= 10 ? Math.round(share) : share.toPrecision(2)} times the greatest stable one`,
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
        ? 'This optimizer sets its step sizes by gradients: no limit before its first step.'
        : 'No limit is known for this optimizer.';
    }
    const rule = `On a quadratic, whole batches, steps are stable while η < ${Number(factor.toPrecision(3))}/λ`;
    return isScaled
      ? `${rule}, λ with the optimizer’s own size for each weight put in (Cohen et al. 2022).`
      : `${rule}; networks often train at this edge (Cohen et al. 2021).`;
  },
};
