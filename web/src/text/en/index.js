import { phrases } from '../../generated/phrases.js';
import { boot } from './start/boot.js';
import { charts } from './charts.js';
import { compare } from './compare.js';
import { firstStep } from './first-step.js';
import { fleets } from './fleets.js';
import { glossary } from './glossary.js';
import { gradients } from './gradients.js';
import { guardEnglish } from './start/guard.js';
import { lab } from './lab.js';
import { landscape } from './landscape.js';
import { microscope } from './microscope.js';
import { network } from './network.js';
import { output } from './output.js';
import { places } from './places.js';
import { sanity } from './sanity.js';
import { share } from './dialogs/share.js';
import { settings } from './settings.js';

/**
 * English: every sentence of the page, one file for each part of it. Most `phrases` come from Python. The terminal and
 * the reports print them too, so they are defined in `py/chainrule/phrases/english`.
 */
export const english = { phrases: { ...phrases, ...boot }, ...lab, ...charts, ...network, ...output, ...settings, ...glossary, ...gradients, ...sanity, ...microscope, ...landscape, ...fleets, ...compare, ...places, ...firstStep, ...share, ...guardEnglish };
