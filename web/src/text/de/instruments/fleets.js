/** Viele Netze und das Rennen. */

import { formatPercent, formatWhole } from '../../format.js';

/** @type {typeof import('../../en/instruments/fleets.js').fleets} */
export const fleets = {
  fleet: 'Viele Netze',
  race: 'Rennen der Optimierer',
  whatVaries: 'Was variiert',
  variations: {
    seed: 'Seeds',
    optimizer: 'Lernrate × Optimierer',
    init_scale: 'Lernrate × Anfangsskala',
    width: 'Lernrate × Breite',
    batch_size: 'Lernrate × Batchgröße',
    seeds: 'Lernrate × Seed',
    setting: 'Beliebige Einstellung × Seed',
  },
  howMany: 'Wie viele',
  firstSeed: 'Erster Seed',
  ratesFrom: 'Lernraten von',
  ratesTo: 'bis',
  rates: 'Lernraten',
  scalesFrom: 'Skalen von',
  scales: 'Skalen',
  seeds: 'Seeds',
  comparedSetting: 'Einstellung',
  seedsEach: 'Seeds je Wert',
  comparedValues: 'Werte, durch Semikolon getrennt',
  sentenceHint: 'Mittelwert ± Standardabweichung über die Seeds',
  widths: 'Breiten',
  batchSizes: 'Batchgrößen',
  optimizers: 'Optimierer',
  epochsToTrain: 'Epochen',
  trainAgain: 'Neu trainieren',
  goOn: 'Fortsetzen',
  finishing: 'Die Epoche wird beendet …',
  sameBatches: 'Alle sehen dieselben Beispiele in derselben Reihenfolge.',
  sameBatchesUnless: 'Alle sehen dieselben Beispiele in derselben Reihenfolge, es sei denn, die Einstellung ändert die Daten oder die Batches.',
  fromSameWeights: 'Alle beginnen mit denselben Gewichten und sehen dieselben Batches.',
  madeOfOther: 'Aus einem anderen Experiment, als das Labor jetzt zeigt.',
  sortBy: 'Sortieren nach',
  sorts: { plan: 'Plan', loss: 'Verlust', accuracy: 'Genauigkeit', rate: 'Lernrate', seed: 'Seed' },
  lossesOfAll: 'Verluste aller Netze',
  bandMeans: 'über die Epochen; das Band ist die mittlere Hälfte',
  lossesOfAllSummary:
    'Der Verlust jedes Netzes über die Epochen, mit Median und mittlerer Hälfte; Pfeiltasten lesen die Werte',
  lossesOfRaceSummary: 'Der Verlust jedes Optimierers über die Epochen; Pfeiltasten lesen die Werte',
  succeed: 'Erfolgreich',
  accuracyFrom: 'Testgenauigkeit ab',
  lossUpTo: 'Verlust bis',
  median: 'Medianverlust',
  middleHalf: 'Mittlere Hälfte',
  best: 'Bestes',
  worstNetwork: 'Schlechtestes',
  none: 'keines',
  openInLab: 'Im Labor öffnen',
  wallHint: 'Ein Klick oder Enter öffnet ein Netz im Labor; „Rückgängig“ führt zum bisherigen Lauf zurück.',
  wallMeaning(kind, hasTest, hasSeed) {
    const picture = kind === 'none' ? 'seinen Verlust über die Epochen, auf einer logarithmischen Skala für alle' : 'seine Vorhersagen';
    const loss = `sein ${hasTest ? 'Testverlust' : 'Trainingsverlust'}`;
    return `Jedes Feld ist ein Netz: das Bild zeigt ${picture}, darunter ${hasSeed ? `stehen sein Seed und ${loss}` : `steht ${loss}`}. ✓ und ein Balken markieren Erfolg, ein Kreuz ein divergiertes Netz.`;
  },
  summaryMeaning: (hasTest) =>
    `Dies sind ${hasTest ? 'Testverluste' : 'Trainingsverluste'} bei der jetzigen Epoche. Die Hälfte der Netze liegt in der mittleren Hälfte, je ein Viertel darunter und darüber; divergierte Netze zählen als die schlechtesten.`,
  raceRanking: (hasTest, count) =>
    `Geordnet nach dem ${hasTest ? 'Testverlust' : 'Trainingsverlust'} bei der jetzigen Epoche, der kleinste zuerst; gleiche Verluste teilen einen Platz, divergierte stehen am Ende. Jeder der ${formatWhole(count)} wurde einmal trainiert, alle mit demselben Seed; mit anderem Seed oder anderer Lernrate kann die Reihenfolge anders sein.`,
  memberOpened: 'Das Netz ist auf seinem Stand geöffnet; „Rückgängig“ führt zum bisherigen Lauf zurück.',
  lanes: 'Bahnen',
  optimizer: 'Optimierer',
  rate: 'Lernrate',
  addLane: 'Bahn hinzufügen',
  startRace: 'Rennen starten',
  open: 'Öffnen',
  allOptimizers: 'Alle Optimierer',
  ownRates: 'Ihre eigenen Standard-Lernraten',
  rateAtHand: 'Für alle die aktuelle Lernrate',
  place: 'Platz',
  hasDiverged: 'divergiert',
  trainMany: (count) => `${formatWhole(count)} trainieren`,
  fleetState({ epoch, steps, steps_per_second: speed, state }, groups) {
    const parts = [`Epoche ${formatWhole(epoch)}`, `insgesamt ${formatWhole(steps)} Schritte`];
    if (state === 'training') parts.push(`${formatWhole(Math.round(speed))} pro Sekunde`);
    if (groups > 1) parts.push(`${groups} Programme abwechselnd`);
    return parts.join(', ');
  },
  successRate: (successes, count, share) => `${successes} von ${count} (${formatPercent(share, 0)})`,
  memberName(name, loss, accuracy, isDiverged, hasSucceeded) {
    if (isDiverged) return `${name}, divergiert`;
    return [name, `Verlust ${loss}`, accuracy && `Genauigkeit ${accuracy}`, hasSucceeded && 'erfolgreich'].filter(Boolean).join(', ');
  },
  divergedAt: (epoch) => `bis Epoche ${epoch} divergiert`,
  ofLane: (lane, what) => `${what} von Bahn ${lane}`,
  removeLane: (lane) => `Bahn ${lane} entfernen`,
  openNetwork: (name) => `${name} im Labor öffnen`,
  fleetDone: (epoch, rate, median) => `Bei Epoche ${epoch}: ${rate} erfolgreich, Medianverlust ${median}.`,
};
