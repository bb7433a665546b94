/**
 * Place an open popover below the button that opened it, or above if there is no room.
 *
 * @param {HTMLElement} popover with `position: fixed`
 * @param {Element} button
 */
export function placeAt(popover, button) {
  const { left, top, bottom } = button.getBoundingClientRect();
  const highest = innerHeight - popover.offsetHeight - 8;
  const isBelow = bottom + 4 <= highest;
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - popover.offsetWidth - 8))}px`;
  popover.style.top = `${isBelow ? bottom + 4 : Math.min(highest, Math.max(8, top - popover.offsetHeight - 4))}px`;
}
