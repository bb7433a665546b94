// @ts-check
/**
 * The builder writes this into every page before the first paint. The class `first-visit` shows the first screen
 * instead of the lab until the visitor has left the first screen once, unless the URL names an experiment or a section.
 */
(() => {
  const KEY = 'chainrule-first-step';

  const isNew = () => {
    try {
      return localStorage.getItem(KEY) === null;
    } catch {
      return true;
    }
  };

  const names = [...new URLSearchParams(location.search).keys()];
  const isPlain = location.hash.length < 2 && names.every((name) => name === 'lang');
  if (isPlain && isNew()) document.documentElement.classList.add('first-visit');
})();
