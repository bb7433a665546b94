/**
 * Whether a key has an effect of its own where it was pressed, such as typing, choosing or pressing a button.
 *
 * @param {KeyboardEvent} event
 */
export function hasOwnMeaning({ key, target }) {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog, [popover]:popover-open')) return true;
  const typed = 'textarea, [contenteditable], input:not([type="checkbox"], [type="range"])';
  // Escape does nothing on a slider or a menu that is not open.
  if (key === 'Escape') return target.closest(typed) !== null;
  const moved = `${typed}, input[type="range"], select`;
  return target.closest(key === ' ' ? `${moved}, input, button, summary, a, pre` : moved) !== null;
}
