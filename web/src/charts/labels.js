/** Placement of labels. */

/**
 * The positions to label so that neighbouring labels are at least `gap` apart; they always include the last.
 *
 * @param {number[]} places in ascending order
 * @param {number} gap
 */
export function apart(places, gap) {
  let free = Infinity;
  return places.toReversed().filter((place) => {
    if (place > free) return false;
    free = place - gap;
    return true;
  });
}

/**
 * The text, shortened with an ellipsis if it does not fit.
 *
 * @param {(words: string) => number} widthOf
 * @param {string} words
 * @param {number} room
 */
export function shortened(widthOf, words, room) {
  if (widthOf(words) <= room) return words;
  let length = words.length;
  while (length > 0 && widthOf(`${words.slice(0, length)}…`) > room) length--;
  return `${words.slice(0, length).trimEnd()}…`;
}

/**
 * Separate overlapping names, first by moving them down, and then by moving them up again from the bottom.
 *
 * @param {{ y: number }[]} names sorted from top to bottom
 * @param {number} height
 * @param {number} bottom
 * @param {number} [top]
 */
export function spread(names, height, bottom, top = -Infinity) {
  let free = top;
  for (const name of names) {
    name.y = Math.max(name.y, free);
    free = name.y + height;
  }
  let limit = bottom;
  for (const name of names.toReversed()) {
    name.y = Math.min(name.y, limit);
    limit = name.y - height;
  }
}
