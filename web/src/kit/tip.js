/**
 * Place a tip next to a position in a figure, where there is room.
 *
 * @param {HTMLElement} tip
 * @param {number} left of the position, in pixels
 * @param {number} width of the figure
 */
export function placeTip(tip, left, width) {
  const room = width - tip.offsetWidth;
  const beside = left + 14 <= room ? left + 14 : left - tip.offsetWidth - 14;
  tip.style.transform = `translate(${Math.max(0, beside)}px, 8px)`;
}
