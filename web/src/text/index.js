/** The page’s sentences in the language it is shown in. */

import { english } from './en/index.js';

export const text = english;
