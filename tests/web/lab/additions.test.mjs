/** An instrument that is defined elsewhere works everywhere on the page, with one row in the table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { livePage } from '../page.mjs';

globalThis.navigator ??= /** @type {any} */ ({ language: 'en' });
const { INSTRUMENTS } = await import('../../../web/src/lab/instrument-rows.js');
const { CrInstruments } = await import('../../../web/src/lab/cr-instruments.js');
const { actionsOf } = await import('../../../web/src/model/actions.js');
const { catalogue } = await import('../../../web/src/places/catalogue.js');
const { openBefore, openNow } = await import('../../../web/src/share/open-parts.js');
const { text } = await import('../../../web/src/text/index.js');

const LINE = 'How far the weights have moved.';

class Distance {
  /** @param {any} lab */
  constructor(lab) {
    this.lab = lab;
    this.reports = ['distance'];
    /** @type {unknown[]} */
    this.received = [];
  }
  /** @param {any} report */
  receive(report) {
    this.received.push(report.far);
  }
  /** @param {boolean} isOpen */
  show(isOpen) {
    this.lab.commands.send({ type: 'measure_distance', open: isOpen });
  }
}

const ROW = {
  name: 'distance',
  label: 'Distance',
  State: Distance,
  view: (/** @type {any} */ { lab }) => `moved by ${lab.instruments.get('distance').received.at(-1)}`,
  actions: [{ label: 'Measure the distance', keys: ['D'], run() {}, isReady: () => true }],
};

/** All the text and values of a template. @param {any} template @returns {unknown[]} */
function contents(template) {
  if (Array.isArray(template)) return template.flatMap(contents);
  return template?.strings ? [...template.strings, ...template.values.flatMap(contents)] : [template];
}

test('the lab finds the state, the figure, the button, the line, the keys and the address of an added row', async (t) => {
  const lines = /** @type {Record<string, string>} */ (text.instrumentLines);
  lines['distance'] = LINE;
  t.after(() => delete lines['distance']);
  const page = await livePage('', [...INSTRUMENTS, ROW]);
  const { lab } = page;
  const state = lab.instruments.get('distance');
  assert.ok(state instanceof Distance);

  lab.instruments.toggle('distance');
  assert.deepEqual(page.news(), [{ type: 'measure_distance', open: true }]);
  page.report({ type: 'distance', far: 3, arrays: {} });
  assert.deepEqual(state.received, [3]);

  const buttons = contents(CrInstruments.prototype.view.call(/** @type {any} */ ({}), lab));
  assert.ok(buttons.includes('Distance'));
  assert.ok(buttons.includes('moved by 3'));

  const listed = contents(catalogue(lab, /** @type {any} */ ({ go() {} })));
  assert.ok(listed.includes('Distance'));
  assert.ok(listed.includes(LINE));
  assert.ok(listed.includes(text.microscope));

  assert.ok(actionsOf(lab).includes(/** @type {any} */ (ROW.actions[0])));

  const { open } = openNow(lab);
  assert.deepEqual(open, ['distance']);
  lab.instruments.open = new Set();
  openBefore(lab, /** @type {any} */ ({ open, view: undefined, speed: undefined }));
  assert.ok(lab.instruments.open.has('distance'));
});
