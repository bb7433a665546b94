/** Sharing: the dialog, the task above the lab, links that wait for a table. */

import { LONGEST_S } from '../../../share/limits.js';
import { formatShort, formatWhole } from '../../format.js';

/** @param {number} characters */
const size = (characters) => (characters < 1024 ? `${formatWhole(characters)} bytes` : `${formatShort(characters / 1024)} kB`);

export const share = {
  share: {
    title: 'Share',
    link: 'Link',
    hasOpen: 'What is open: instruments, view of the output, speed, selection',
    /** @param {number} characters of the link */
    trained: (characters) => `Trained weights (${size(characters)})`,
    trainedPacking: 'Trained weights (packing …)',
    /** @param {number} most */
    trainedTooLong: (most) => `The trained weights of this network are too long for a link (more than ${size(most)}). The recipient has to train it again.`,
    /** @param {number} characters of the link */
    table: (characters) => `Your table (${size(characters)}). Everyone with the link can read it.`,
    /** @param {number} most */
    tableTooLong: (most) => `Your table is too long for a link (more than ${size(most)} compressed). The recipient must open its file, so send it along.`,
    tableLeftOut: 'Without the table, the recipient must open its file, so send it along.',
    language: 'Language',
    languages: { '': 'the recipient’s own', en: 'English', de: 'Deutsch' },
    forClass: 'Task, hidden and locked controls',
    taskTitle: 'Title',
    question: 'Question',
    hide: 'Hide',
    lock: 'Lock',
    add: 'Add …',
    /** @param {string} name */
    remove: (name) => `${name}: remove`,
    groups: { parts: 'Parts of the page', settings: 'Settings' },
    /** @type {Record<string, string>} */
    parts: {
      play: 'Play', step: 'Step', epoch: 'Epoch', reset: 'Reset', new_seed: 'New seed', speed: 'Speed', undo: 'Undo and redo',
      training: 'All settings beside Play', regularisation: 'Regularisation', microscope: 'Microscope', settings: 'Settings column',
      network: 'Network', output: 'Output', charts: 'Charts', timeline: 'Timeline', instruments: 'Instruments', file: 'File menu',
      share: 'Share', places: 'Links to other places',
    },
    address: 'Address',
    /** @param {number} characters */
    length: (characters) => `${formatWhole(characters)} characters`,
    copy: 'Copy link',
    try: 'Open in a new tab',
    frame: 'Frame',
    frameAbout: 'Only the lab, for embedding in your own page: 700 × 450 pixels, with the same choices.',
    frameShow: 'Show the frame',
    copyFrame: 'Copy frame',
    copied: 'Copied',
    pictures: 'Pictures',
    picturesAbout: 'Each figure as it is on the page now, in the current theme.',
    film: 'Animation',
    filmAbout: `The output map while the run trains, up to ${LONGEST_S} seconds. Recording starts training.`,
    noFilm: 'This browser cannot record an animation.',
    filmStart: 'Record',
    filmStop: 'Stop and save',
    /** @param {string} epoch @param {string} loss */
    filmCaption: (epoch, loss) => `epoch ${epoch}, training loss ${loss}`,
    task: 'Task',
    locked: 'Locked by whoever made this link',
    /** @param {string} names */
    unknownNames: (names) => `The address hides or locks controls that do not exist: ${names}.`,
    wholePage: 'Open in Chainrule ↗',
    awaitsTable: 'This link uses a table that is not in this browser. Open the table’s file to continue; until then, the address of this page does not change.',
    openTable: 'Open its file',
  },
};
