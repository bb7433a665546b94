import { phrases } from '../../generated/phrases.js';
import { boot } from './boot.js';
import { charts } from './charts.js';
import { fleets } from './fleets.js';
import { gradients } from './gradients.js';
import { lab } from './lab.js';
import { landscape } from './landscape.js';
import { microscope } from './microscope.js';
import { network } from './network.js';
import { output } from './output.js';
import { sanity } from './sanity.js';
import { settings } from './settings.js';

/**
 * English: every sentence of the page, one file for each wing. Most `phrases` are those that Python
 * makes; the terminal and the reports print them too, so that their home is `py/chainrule/phrases/english`.
 */
export const english = { phrases: { ...phrases, ...boot }, ...lab, ...charts, ...network, ...output, ...settings, ...gradients, ...sanity, ...microscope, ...landscape, ...fleets };
