/**
 * Whether a key has an effect of its own where it was pressed, such as typing, choosing or pressing a button.
 *
 * @param {KeyboardEvent} event
 * @param {boolean} isWalking whether ← and → walk through a step; sliders and menus then keep only ↑ and ↓
 */
export function hasOwnMeaning({ key, target }, isWalking) {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog, [popover]:popover-open')) return true;
  const typed = 'textarea, [contenteditable], input:not([type="checkbox"], [type="range"])';
  // Escape does nothing on a slider or a menu that is not open.
  if (key === 'Escape') return target.closest(typed) !== null;
  if (isWalking && (key === 'ArrowLeft' || key === 'ArrowRight')) return target.closest(typed) !== null;
  const moved = `${typed}, input[type="range"], select`;
  return target.closest(key === ' ' ? `${moved}, input, button, summary, a, pre` : moved) !== null;
}
