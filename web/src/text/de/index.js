import { charts } from './charts.js';
import { compare } from './compare.js';
import { firstStep } from './first-step.js';
import { fleets } from './fleets.js';
import { glossary } from './glossary.js';
import { gradients } from './gradients.js';
import { guardGerman } from './start/guard.js';
import { lab } from './lab.js';
import { landscape } from './landscape.js';
import { microscope } from './microscope.js';
import { network } from './network.js';
import { output } from './output.js';
import { places } from './places.js';
import { boot } from './phrases/boot.js';
import { compare as comparePhrases } from './phrases/compare.js';
import { errors } from './phrases/errors.js';
import { fleets as fleetPhrases } from './phrases/fleets.js';
import { ops } from './phrases/ops.js';
import { layers } from './phrases/layers.js';
import { presets } from './phrases/presets.js';
import { run } from './phrases/run.js';
import { sanity as sanityPhrases } from './phrases/sanity.js';
import { settings as settingsPhrases } from './phrases/settings.js';
import { spoken } from './phrases/spoken.js';
import { tables } from './phrases/tables.js';
import { tableErrors } from './phrases/table-errors.js';
import { verdict } from './phrases/verdict.js';
import { sanity } from './sanity.js';
import { settings } from './settings.js';
import { share } from './dialogs/share.js';
import { phrases as english } from '../../generated/phrases.js';

const phrases = { ...english, ...errors, ...run, ...verdict, ...sanityPhrases, ...settingsPhrases, ...boot, ...layers, ...tableErrors, ...presets, ...fleetPhrases, ...ops, ...spoken, ...tables, ...comparePhrases };

/** Deutsch: alle Sätze der Seite, eine Datei je Bereich. */
export const german = {
  phrases, ...lab, ...charts, ...network, ...output, ...settings, ...glossary, ...gradients, ...sanity, ...microscope, ...landscape, ...fleets, ...compare, ...places, ...firstStep, ...share, ...guardGerman,
};
