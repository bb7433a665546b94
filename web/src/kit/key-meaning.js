/**
 * Whether a key has an effect of its own where it was pressed, such as typing, choosing or pressing a button.
 *
 * @param {KeyboardEvent} event
 * @param {boolean} isWalking whether ← and → walk through a step; sliders and menus then keep only ↑ and ↓
 */
export function hasOwnMeaning({ key, target, isComposing }, isWalking) {
  if (!(target instanceof Element)) return false;
  if (target.closest('dialog, [popover]:popover-open')) return true;
  const typed = 'textarea, [contenteditable], input:not([type="checkbox"], [type="range"])';
  // Escape does nothing on a slider, a field of one line or a menu that is not open. It clears a search field, and it
  // cancels what an input method composes.
  if (key === 'Escape') return isComposing || target.closest('textarea, [contenteditable], input[type="search"]') !== null;
  if (isWalking && (key === 'ArrowLeft' || key === 'ArrowRight')) return target.closest(typed) !== null;
  const moved = `${typed}, input[type="range"], select`;
  return target.closest(key === ' ' ? `${moved}, input, button, summary, a, pre` : moved) !== null;
}
