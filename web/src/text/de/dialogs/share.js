/** Teilen: der Dialog, die Aufgabe über dem Labor, Links, die auf eine Tabelle warten. */

import { LONGEST_S } from '../../../share/limits.js';
import { formatShort, formatWhole } from '../../format.js';

/** @param {number} characters */
const size = (characters) => (characters < 1024 ? `${formatWhole(characters)} Byte` : `${formatShort(characters / 1024)} kB`);

/** @type {Pick<typeof import('../../en/dialogs/share.js').share, 'share'>} */
export const share = {
  share: {
    title: 'Teilen',
    link: 'Link',
    hasOpen: 'Was offen ist: Instrumente, Ansicht der Ausgabe, Tempo, Auswahl',
    trained: (characters) => `Trainierte Gewichte (${size(characters)})`,
    trainedPacking: 'Trainierte Gewichte (werden gepackt …)',
    trainedTooLong: (most) => `Die trainierten Gewichte dieses Netzes sind zu lang für einen Link (mehr als ${size(most)}). Wer ihn öffnet, trainiert neu.`,
    table: (characters) => `Deine Tabelle (${size(characters)}). Alle mit dem Link können sie lesen.`,
    tableTooLong: (most) => `Deine Tabelle ist zu lang für einen Link (komprimiert mehr als ${size(most)}). Wer ihn öffnet, braucht ihre Datei: Schicke sie mit.`,
    tableLeftOut: 'Ohne die Tabelle braucht ihre Datei, wer den Link öffnet: Schicke sie mit.',
    language: 'Sprache',
    languages: { '': 'wie im Browser eingestellt', en: 'English', de: 'Deutsch' },
    forClass: 'Aufgabe, verborgene und gesperrte Bedienelemente',
    taskTitle: 'Titel',
    question: 'Frage',
    hide: 'Verbergen',
    lock: 'Sperren',
    add: 'Hinzufügen …',
    remove: (name) => `${name}: entfernen`,
    groups: { parts: 'Teile der Seite', settings: 'Einstellungen' },
    parts: {
      play: 'Start', step: 'Schritt', epoch: 'Epoche', reset: 'Reset', new_seed: 'Neuer Seed', speed: 'Tempo', undo: 'Rückgängig und Wiederholen',
      training: 'Alle Einstellungen neben „Start“', regularisation: 'Regularisierung', microscope: 'Mikroskop', settings: 'Spalte der Einstellungen',
      network: 'Netz', output: 'Ausgabe', charts: 'Kurven', timeline: 'Zeitleiste', instruments: 'Instrumente', file: 'Menü „Datei“',
      share: 'Teilen', places: 'Links zu anderen Bereichen',
    },
    address: 'Adresse',
    length: (characters) => `${formatWhole(characters)} Zeichen`,
    copy: 'Link kopieren',
    try: 'In neuem Tab öffnen',
    frame: 'Rahmen',
    frameAbout: 'Nur das Labor, für eine eigene Seite, 700 × 450 Pixel, mit derselben Auswahl.',
    frameShow: 'Den Rahmen zeigen',
    copyFrame: 'Rahmen kopieren',
    copied: 'Kopiert',
    pictures: 'Bilder',
    picturesAbout: 'Jede Abbildung, wie sie jetzt auf der Seite steht, im aktuellen Farbschema.',
    film: 'Animation',
    filmAbout: `Die Ausgabe, während das Netz trainiert, bis zu ${LONGEST_S} Sekunden. Die Aufnahme startet das Training.`,
    noFilm: 'Dieser Browser kann keine Animation aufnehmen.',
    filmStart: 'Aufnehmen',
    filmStop: 'Anhalten und speichern',
    filmCaption: (epoch, loss) => `Epoche ${epoch}, Trainingsverlust ${loss}`,
    task: 'Aufgabe',
    locked: 'Gesperrt von der Person, die den Link erstellt hat',
    unknownNames: (names) => `Die Adresse verbirgt oder sperrt, was diese Seite nicht hat: ${names}.`,
    wholePage: 'In Chainrule öffnen ↗',
    awaitsTable: 'Dieser Link braucht eine Tabelle, die nicht in diesem Browser ist. Öffne ihre Datei; bis dahin bleibt die Adresse stehen.',
    openTable: 'Ihre Datei öffnen',
  },
};
