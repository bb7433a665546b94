import { charts } from './charts.js';
import { fleets } from './fleets.js';
import { gradients } from './gradients.js';
import { lab } from './lab.js';
import { landscape } from './landscape.js';
import { microscope } from './microscope.js';
import { network } from './network.js';
import { output } from './output.js';
import { boot } from './phrases/boot.js';
import { errors } from './phrases/errors.js';
import { fleets as fleetPhrases } from './phrases/fleets.js';
import { ops } from './phrases/ops.js';
import { layers } from './phrases/layers.js';
import { presets } from './phrases/presets.js';
import { run } from './phrases/run.js';
import { sanity as sanityPhrases } from './phrases/sanity.js';
import { settings as settingsPhrases } from './phrases/settings.js';
import { verdict } from './phrases/verdict.js';
import { sanity } from './sanity.js';
import { settings } from './settings.js';
import { phrases as english } from '../../generated/phrases.js';

const phrases = { ...english, ...errors, ...run, ...verdict, ...sanityPhrases, ...settingsPhrases, ...boot, ...layers, ...presets, ...fleetPhrases, ...ops };

/** Deutsch: alle Sätze der Seite, eine Datei je Bereich. */
export const german = {
  phrases, ...lab, ...charts, ...network, ...output, ...settings, ...gradients, ...sanity, ...microscope, ...landscape, ...fleets,
};
