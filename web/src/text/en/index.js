import { phrases } from '../../generated/phrases.js';
import { boot } from './start/boot.js';
import { charts } from './lab/charts.js';
import { compare } from './instruments/compare.js';
import { firstStep } from './start/first-step.js';
import { fleets } from './instruments/fleets.js';
import { glossary } from './glossary.js';
import { gradients } from './instruments/gradients.js';
import { guardEnglish } from './start/guard.js';
import { lab } from './lab/lab.js';
import { landscape } from './instruments/landscape.js';
import { microscope } from './instruments/microscope.js';
import { network } from './lab/network.js';
import { output } from './lab/output.js';
import { places } from './places.js';
import { sanity } from './instruments/sanity.js';
import { share } from './dialogs/share.js';
import { settings } from './lab/settings.js';
import { touch } from './instruments/touch.js';

/**
 * English: every sentence of the page, one file for each part of it. Most `phrases` come from Python. The terminal and
 * the reports print them too, so they are defined in `py/chainrule/phrases/english`.
 */
export const english = { phrases: { ...phrases, ...boot }, ...lab, ...charts, ...network, ...touch, ...output, ...settings, ...glossary, ...gradients, ...sanity, ...microscope, ...landscape, ...fleets, ...compare, ...places, ...firstStep, ...share, ...guardEnglish };
