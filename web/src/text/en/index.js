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

/** English: every sentence of the page, one file for each wing. */
export const english = { ...lab, ...charts, ...network, ...output, ...settings, ...gradients, ...sanity, ...microscope, ...landscape, ...fleets };
