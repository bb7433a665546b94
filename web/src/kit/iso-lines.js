/** Lines of one height through a grid, by marching squares, joined up to as few as there are. */

/** @typedef {[column: number, row: number]} Place in cells, between nodes */

/**
 * @param {ArrayLike<number>} heights row by row; NaN where there is none
 * @param {number} width nodes a row
 * @param {number} level
 * @returns {Place[][]} lines; a closed one ends where it began
 */
export function isoLines(heights, width, level) {
  const rows = Math.floor(heights.length / width);
  /** @type {Map<number, number[]>} for each crossed edge those that it is joined to */
  const joined = new Map();
  const join = (/** @type {number} */ one, /** @type {number} */ other) => {
    for (const [from, to] of [[one, other], [other, one]]) {
      const known = joined.get(from ?? 0);
      if (known) known.push(to ?? 0);
      else joined.set(from ?? 0, [to ?? 0]);
    }
  };
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < width - 1; column++) {
      const node = row * width + column;
      const corners = [node, node + 1, node + width + 1, node + width];
      const [p = NaN, q = NaN, r = NaN, s = NaN] = corners.map((corner) => heights[corner] ?? NaN);
      if (!Number.isFinite(p + q + r + s)) continue;
      const above = [p > level, q > level, r > level, s > level];
      // An edge is known by its lower or left node: twice its number if it lies flat, else one more.
      const edges = [2 * node, 2 * (node + 1) + 1, 2 * (node + width), 2 * node + 1];
      const crossed = edges.filter((_, k) => above[k] !== above[(k + 1) % 4]);
      const [first, second, third, fourth] = crossed;
      if (first === undefined || second === undefined) continue;
      if (third === undefined || fourth === undefined) join(first, second);
      else if ((p + q + r + s) / 4 > level === above[0]) {
        // A saddle: corners as high as its middle hold together.
        join(first, second);
        join(third, fourth);
      } else {
        join(second, third);
        join(fourth, first);
      }
    }
  }
  return chains(joined).map((chain) => chain.map((edge) => placeOn(edge, heights, width, level)));
}

/**
 * Where a line crosses an edge.
 *
 * @param {number} edge
 * @param {ArrayLike<number>} heights
 * @param {number} width
 * @param {number} level
 * @returns {Place}
 */
function placeOn(edge, heights, width, level) {
  const node = edge >> 1;
  const isFlat = edge % 2 === 0;
  const from = heights[node] ?? 0;
  const share = (level - from) / ((heights[node + (isFlat ? 1 : width)] ?? 0) - from);
  const [column, row] = [node % width, Math.floor(node / width)];
  return isFlat ? [column + share, row] : [column, row + share];
}

/**
 * Follow what is joined, from loose ends first, until all is walked.
 *
 * @param {Map<number, number[]>} joined
 */
function chains(joined) {
  const starts = [...joined].filter(([, others]) => others.length === 1).map(([edge]) => edge);
  const found = [];
  for (const start of [...starts, ...joined.keys()]) {
    const chain = [start];
    for (let at = start; ; ) {
      const next = joined.get(at)?.pop();
      if (next === undefined) break;
      const back = joined.get(next) ?? [];
      back.splice(back.indexOf(at), 1);
      chain.push(next);
      at = next;
    }
    if (chain.length > 1) found.push(chain);
  }
  return found;
}
