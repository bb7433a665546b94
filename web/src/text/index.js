/**
 * The page's texts in its language. Besides English, only the page's language is loaded; if that
 * fails, the page is in English.
 */

import { english } from './en/index.js';
import { language } from './language.js';

const { german } = language === 'de' ? await import('./de/index.js').catch(() => ({ german: undefined })) : { german: undefined };

/** Texts that are missing in another language appear in English; `tests/web/text` lists them. */
export const text = { ...english, ...german };

if (globalThis.document) document.documentElement.lang = language;
