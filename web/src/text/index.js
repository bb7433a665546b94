/**
 * The page's sentences in its language. Only that of the page is loaded beside English, and if it does
 * not come the page is in English.
 */

import { english } from './en/index.js';
import { language } from './language.js';

const { german } = language === 'de' ? await import('./de/index.js').catch(() => ({ german: undefined })) : { german: undefined };

/** What another language does not have yet is English; `tests/web/text` lists all of that. */
export const text = { ...english, ...german };

if (globalThis.document) document.documentElement.lang = language;
