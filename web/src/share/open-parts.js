/**
 * Keeps what is open on the page in its URL: instruments, the view of the output, the speed, and the selected example
 * and layer. A unit or a link is selected only while the pointer is on it, so neither is included.
 *
 * @import { Lab } from '../model/lab.js'
 * @import { OpenParts } from '../store/query.js'
 */
import { microscopeOf } from '../microscope/state.js';
import { watch } from '../signals/tracked.js';
import { pageQuery } from '../store/address.js';
import { openIn, withOpen } from '../store/query.js';

/** Browsers limit how often a page may write its URL. */
const PAUSE_MS = 400;
const MICROSCOPE = 'microscope';

/**
 * What is open now.
 *
 * @param {Lab} lab
 * @returns {OpenParts}
 */
export function openNow(lab) {
  const { instruments, outputView, pace, selection } = lab;
  const shown = instruments.rows.filter(({ name, view }) => view && instruments.open.has(name)).map(({ name }) => name);
  return {
    open: microscopeOf(lab).isOpen ? [...shown, MICROSCOPE] : shown,
    view: outputView === 'plane' ? undefined : typeof outputView === 'number' ? String(outputView + 1) : outputView,
    speed: pace,
    example: selection.pinned === undefined ? undefined : selection.pinned + 1,
    layer: selection.pinnedLayer === undefined ? undefined : selection.pinnedLayer + 1,
  };
}

/**
 * Open what the page's URL names, and from then on write what is open to the URL.
 *
 * @param {Lab} lab which has not been started
 * @returns {() => void} ends it
 */
export function followOpen(lab) {
  const asked = openIn(pageQuery.read());
  openBefore(lab, asked);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let stop = () => {};
  const follow = () => {
    ({ stop } = watch(() => openNow(lab), () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        pageQuery.write(withOpen(pageQuery.read(), openNow(lab)));
        follow();
      }, PAUSE_MS);
    }));
  };
  const wait = () => {
    const live = watch(() => lab.isLive, () => {
      openWhenLive(lab, asked);
      follow();
    });
    stop = live.stop;
  };
  wait();
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/**
 * Open what does not need Python. Instruments are announced to Python when it is ready.
 *
 * @param {Lab} lab
 * @param {OpenParts} asked
 */
export function openBefore(lab, { open, view, speed }) {
  const known = new Set(lab.instruments.rows.filter((row) => row.view).map(({ name }) => name));
  lab.instruments.open = new Set(open.filter((name) => known.has(name)));
  if (view !== undefined) lab.outputView = view === 'examples' ? view : Number(view) - 1;
  if (typeof speed === 'number') lab.pace = speed;
}

/**
 * Open what was open at an earlier entry of the browser's history, and close the rest.
 *
 * @param {Lab} lab
 * @param {OpenParts} asked
 */
export function openAgain(lab, { open, view }) {
  const { instruments } = lab;
  for (const { name, view: figure } of instruments.rows) {
    if (figure && instruments.open.has(name) !== open.includes(name)) instruments.toggle(name);
  }
  lab.outputView = view === undefined ? 'plane' : view === 'examples' ? view : Number(view) - 1;
  const microscope = microscopeOf(lab);
  if (microscope.isOpen && !open.includes(MICROSCOPE)) microscope.close();
  else if (!microscope.isOpen && open.includes(MICROSCOPE)) microscope.toggle();
}

/**
 * Select and open what needs the experiment.
 *
 * @param {Lab} lab
 * @param {OpenParts} asked
 */
export function openWhenLive(lab, { open, example, layer }) {
  const { selection, network, examples } = lab;
  if (example !== undefined && example <= examples) selection.pinned = example - 1;
  if (layer !== undefined && layer <= (network?.layers.length ?? 0)) selection.pinnedLayer = layer - 1;
  if (open.includes(MICROSCOPE) && !microscopeOf(lab).isOpen) microscopeOf(lab).toggle();
}
