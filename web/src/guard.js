// @ts-check
/**
 * The builder writes this into every page before all other scripts. It reports which script or style
 * sheet is missing, even if nothing else runs. Style sheets block the first paint, so loading one is
 * abandoned after a time limit.
 */
import { guardGerman } from './text/de/start/guard.js';
import { guardEnglish } from './text/en/start/guard.js';
import { language } from './text/language.js';

(() => {
  const text = language === 'de' ? guardGerman : guardEnglish;
  // This runs before the first paint, which would otherwise show the masthead in a frame.
  if (new URLSearchParams(location.search).has('embed')) document.documentElement.classList.add('embed');

  const LONGEST_MS = 15000;
  const PARTS = 'script[src], link[rel="modulepreload"], link[rel="stylesheet"]';

  /** @param {Element} part */
  const addressOf = (part) => part.getAttribute('src') ?? part.getAttribute('href') ?? '';

  /** @param {string} file */
  const sentenceOf = (file) => `${text.partMissing(file.replace(/.*\//, ''))} `;

  /** Load all files again, bypassing and updating the browser's cache, and then reload the page. */
  const repair = async () => {
    const parts = [...document.querySelectorAll(PARTS)];
    await Promise.allSettled(parts.map((part) => fetch(addressOf(part), { cache: 'reload' })));
    location.reload();
  };

  /** Whether the sentence names the page's own script, which also fails to load if one of its imports does. */
  let isVague = false;

  /** @param {string} file @param {boolean} isScript */
  const report = (file, isScript) => {
    const shown = document.querySelector('.part-missing span');
    if (shown) {
      if (isVague && !isScript) shown.textContent = sentenceOf(file);
      isVague &&= isScript;
      return;
    }
    isVague = isScript;
    const place = document.createElement('div');
    const sentence = document.createElement('span');
    const button = document.createElement('button');
    place.className = 'part-missing';
    place.setAttribute('role', 'alert');
    sentence.textContent = sentenceOf(file);
    button.type = 'button';
    button.textContent = text.loadAgain;
    button.onclick = () => {
      button.disabled = true;
      void repair();
    };
    place.append(sentence, button);
    // The message is readable without a style sheet, and above the page's content.
    place.style.cssText =
      'position:fixed;z-index:9;inset:auto 0 0;padding:16px;background:Canvas;color:CanvasText;border-top:1px solid;font:16px/1.5 system-ui';
    document.body.prepend(place);
  };

  /** @param {Element} part */
  const reportInBody = (part) => {
    const show = () => report(addressOf(part), part instanceof HTMLScriptElement);
    if (document.body) show();
    else document.addEventListener('DOMContentLoaded', show);
  };

  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof Element && target.matches(PARTS)) reportInBody(target);
    },
    true,
  );
  setTimeout(() => {
    for (const part of document.querySelectorAll(PARTS)) {
      const isMissing = part instanceof HTMLLinkElement && part.rel === 'stylesheet' && !part.sheet;
      if (isMissing) {
        reportInBody(part);
        part.disabled = true;
      }
    }
    const script = document.querySelector('script[src]');
    if (script && !customElements.get('cr-theme')) reportInBody(script);
    void customElements.whenDefined('cr-theme').then(() => {
      if (![...document.querySelectorAll(PARTS)].some((part) => part instanceof HTMLLinkElement && part.disabled))
        document.querySelector('.part-missing')?.remove();
    });
  }, LONGEST_MS);
})();
