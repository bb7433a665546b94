import { charts } from './lab/charts.js';
import { compare } from './instruments/compare.js';
import { firstStep } from './start/first-step.js';
import { fleets } from './instruments/fleets.js';
import { glossary } from './glossary.js';
import { gradients } from './instruments/gradients.js';
import { guardGerman } from './start/guard.js';
import { lab } from './lab/lab.js';
import { landscape } from './instruments/landscape.js';
import { microscope } from './instruments/microscope.js';
import { network } from './lab/network.js';
import { output } from './lab/output.js';
import { places } from './places.js';
import { boot } from './phrases/boot.js';
import { compare as comparePhrases } from './phrases/instruments/compare.js';
import { errors } from './phrases/errors.js';
import { fleets as fleetPhrases } from './phrases/instruments/fleets.js';
import { ops } from './phrases/network/ops.js';
import { layers } from './phrases/network/layers.js';
import { presets } from './phrases/presets.js';
import { run } from './phrases/run.js';
import { sanity as sanityPhrases } from './phrases/instruments/sanity.js';
import { settings as settingsPhrases } from './phrases/settings.js';
import { spoken } from './phrases/spoken.js';
import { tables } from './phrases/tables/tables.js';
import { tableErrors } from './phrases/tables/table-errors.js';
import { verdict } from './phrases/instruments/verdict.js';
import { sanity } from './instruments/sanity.js';
import { settings } from './lab/settings.js';
import { share } from './dialogs/share.js';
import { touch } from './instruments/touch.js';
import { phrases as english } from '../../generated/phrases.js';

const phrases = { ...english, ...errors, ...run, ...verdict, ...sanityPhrases, ...settingsPhrases, ...boot, ...layers, ...tableErrors, ...presets, ...fleetPhrases, ...ops, ...spoken, ...tables, ...comparePhrases };

/** Deutsch: alle Sätze der Seite, eine Datei je Bereich. */
export const german = {
  phrases, ...lab, ...charts, ...network, ...touch, ...output, ...settings, ...glossary, ...gradients, ...sanity, ...microscope, ...landscape, ...fleets, ...compare, ...places, ...firstStep, ...share, ...guardGerman,
};
