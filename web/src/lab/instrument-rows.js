/**
 * The instruments of the lab: name, state, and the figure that the button opens. To add one, add a
 * folder with its state and figure, and a row here.
 *
 * @import { InstrumentRow } from '../model/instruments.js'
 */
import { compare } from '../compare/cr-compare.js';
import { Comparison } from '../compare/state.js';
import { FirstStep } from '../first-step/state.js';
import { fleet } from '../fleets/cr-fleet.js';
import { race } from '../fleets/cr-race.js';
import { Fleet, Race } from '../fleets/state.js';
import { histograms } from '../gradients/cr-histograms.js';
import { noise } from '../gradients/cr-noise.js';
import { units } from '../gradients/cr-units.js';
import { updates } from '../gradients/cr-updates.js';
import { verdict } from '../gradients/cr-verdict.js';
import { Gradients } from '../gradients/state.js';
import { landscape } from '../landscape/cr-landscape.js';
import { Landscape } from '../landscape/state.js';
import { microscopeActions, showMicroscope } from '../microscope/actions.js';
import { Microscope } from '../microscope/state.js';
import { sanity } from '../sanity/cr-sanity.js';
import { Sanity } from '../sanity/state.js';
import { Sharing } from '../share/state.js';
import { TablePreview } from '../settings/state.js';
import { text } from '../text/index.js';
import { Touch } from '../touch/state.js';

/** @type {InstrumentRow[]} */
export const INSTRUMENTS = [
  { name: 'verdict', label: text.verdict.title, State: Gradients, view: verdict },
  { name: 'sanity', label: text.sanity.title, State: Sanity, view: sanity },
  { name: 'histograms', label: text.histograms.title, State: Gradients, view: histograms },
  { name: 'updates', label: text.updates.title, State: Gradients, view: updates },
  { name: 'units', label: text.units.title, State: Gradients, view: units },
  { name: 'noise', label: text.noise.title, State: Gradients, view: noise },
  { name: 'landscape', label: text.landscape, State: Landscape, view: landscape },
  { name: 'compare', label: text.compare.title, State: Comparison, view: compare },
  { name: 'fleet', label: text.fleet, State: Fleet, view: fleet },
  { name: 'race', label: text.race, State: Race, view: race },
  // Instruments that are on the page but have no button in the row.
  { name: 'norms', State: Gradients },
  { name: 'microscope', title: text.microscope, State: Microscope, actions: microscopeActions, open: showMicroscope },
  { name: 'table', State: TablePreview },
  { name: 'first-step', State: FirstStep },
  { name: 'share', State: Sharing },
  { name: 'touch', State: Touch },
];
