/**
 * The language of the page: `?lang=de`, or the first of the browser's languages that is supported. Lessons are only in
 * English, as their `data-languages` attribute states.
 */

const LANGUAGES = (globalThis.document?.documentElement.dataset['languages'] ?? 'en de').split(' ');

const asked = new URLSearchParams(globalThis.location?.search ?? '').get('lang');
const wanted = [asked, ...(globalThis.navigator?.languages ?? [])].filter((tag) => tag !== null);
const found = wanted.find((tag) => LANGUAGES.includes(languageOf(tag)));

export const language = found ? languageOf(found) : 'en';

/** The number format. English uses decimal points, regardless of the region. */
export const locale = found && language !== 'en' ? found : language;

/** @param {string} tag such as "de-AT" */
function languageOf(tag) {
  return tag.split('-', 1)[0]?.toLowerCase() ?? '';
}
